// dotnet run --project samples/OwnNet -- fer2013.csv run
if (args is not [var data, var folder])
{
    Console.Error.WriteLine("Name a data set and a folder for the run: OwnNet fer2013.csv run");
    return 2;
}
var accuracy = OwnNet.OwnNet.Train(OwnNet.OwnNet.Recipe, data, folder, TimeProvider.System);
Console.WriteLine($"{accuracy:P1} of the test faces are right; see {Path.Combine(folder, "report.html")}");
return 0;
