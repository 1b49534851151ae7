#:project ../src/Affekt.Training/Affekt.Training.csproj
// Judges a model on the rows that it has not learnt from: dotnet run samples/evaluate.cs -- run/model.onnx fer2013.csv
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;

var model = Model.Load(args[0]);
var (faces, overlap) = RowOverlap.LeaveOut(DatasetReader.Read(args[1]).Faces, [LearntRows.From(model.Metadata)]);
using var pool = new WorkerPool(Environment.ProcessorCount);
var judged = EmotionModelJudge.Judge(model, Recipe.LabelOutput, faces, flip: false, pool, TimeProvider.System);
Console.WriteLine($"{judged.Metrics.Accuracy:P1} of {faces.Count} faces are right, macro F1 {judged.Metrics.MacroF1:F3}");
foreach (var warning in overlap.Warnings())
    Console.WriteLine(warning);
