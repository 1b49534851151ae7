// dotnet run --project samples/OwnNet -- fer2013.csv run
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Samples.OwnNet;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Reports;
using Affekt.Training.Expressions.Runs;

var (path, folder, time) = (args[0], args[1], TimeProvider.System);
var recipe = OwnNet.WithOwnLoss;
var (faces, rules) = new SplitRules().Apply(DatasetReader.Read(path).Faces);
var data = new TrainingData(faces.Only(Split.Training), faces.Only(Split.PublicTest), recipe);

var (network, epochs) = new TrainingRun(recipe, data, folder, Environment.ProcessorCount, time)
    .Train(resume: false, progress: null, CancellationToken.None);
using var pool = new WorkerPool(Environment.ProcessorCount);
var finished = FinishedModel.From(recipe, network, epochs, data, rules, pool, time);
finished.Write(folder);
RunReport.Write(folder, recipe, data, epochs, finished);

// Judged once, on rows that the model has neither learnt from nor been chosen by.
var model = Model.Load(Path.Combine(folder, FinishedModel.ModelFile));
var (test, _) = RowOverlap.LeaveOut(faces.Only(Split.PrivateTest), [LearntRows.From(model.Metadata)]);
var judged = EmotionModelJudge.Judge(model, Recipe.LabelOutput, test, flip: false, pool, time);
Console.WriteLine($"{judged.Metrics.Accuracy:P1} of {test.Count} test faces are right; see {Path.Combine(folder, RunReport.FileName)}");
