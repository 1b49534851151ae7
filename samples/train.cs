#:project ../src/Affekt.Training/Affekt.Training.csproj
// A whole program in one file: dotnet run samples/train.cs -- fer2013.csv
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Runs;

var faces = StratifiedSplit.ApplyBesidePrivateTest(DatasetReader.Read(args[0]).Faces, trainingShare: 0.8);
var (kept, _) = new SplitRules().Apply(faces);
var recipe = RecipeBook.Cnn4 with { Epochs = 2 };
var data = new TrainingData(kept.Only(Split.Training), kept.Only(Split.PublicTest), recipe);
var (_, epochs) = new TrainingRun(recipe, data, "run", Environment.ProcessorCount, TimeProvider.System)
    .Train(resume: false, progress: null, CancellationToken.None);
foreach (var epoch in epochs)
    Console.WriteLine($"epoch {epoch.Epoch}: {epoch.ValidationAccuracy:P1} of the validation faces are right");
