using System.Buffers.Binary;
using System.Security.Cryptography;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Runs;

/// <summary>The rows to learn from and the rows to select on, with soft targets.</summary>
public sealed class TrainingData
{
    private const int Classes = Emotions.Count;

    private readonly Recipe _recipe;
    private readonly float[] _labelTargets;
    private readonly float[]? _rowWeights;
    private readonly float[]? _crowdTargets;
    private readonly float[]? _crowdWeights;

    /// <param name="training">Rows to learn from; leaks have been removed.</param>
    /// <param name="validation">Rows to select on; never learnt from.</param>
    /// <param name="recipe">Says how labels are smoothed and whether the crowd counts.</param>
    /// <exception cref="DatasetException">A part is empty, there is only one emotion to learn, or the recipe needs votes or
    /// groups that the data lacks.</exception>
    public TrainingData(FaceDataset training, FaceDataset validation, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(recipe);
        if (training.Count == 0 || validation.Count == 0)
            throw new DatasetException(
                $"{training.Source} has {training.Count} rows to learn from and {validation.Count} to select on; both are needed.");
        if (training.Labels.Distinct().Count() == 1)
            throw new DatasetException(
                $"All {training.Count} faces of {training.Source} to learn from are labelled {training.Labels[0].Name()}; " +
                $"faces of two emotions at least are needed.");
        (Training, Validation, _recipe) = (training, validation, recipe);
        _labelTargets = new float[training.Count * Classes];
        for (var row = 0; row < training.Count; row++)
        {
            _labelTargets.AsSpan(row * Classes, Classes).Fill((float)(recipe.LabelSmoothing / Classes));
            _labelTargets[row * Classes + (int)training.Labels[row]] += (float)(1 - recipe.LabelSmoothing);
        }
        if (recipe.BalancedGroups is { } column)
            _rowWeights = GroupBalance.Weights(training, column);
        if (recipe.ClassWeights != ClassWeights.None)
            _rowWeights = WeightsOfClasses(training, recipe.ClassWeights, _rowWeights);
        if (recipe.CrowdWeight == 0)
            return;
        if (training.Votes is null)
            throw new DatasetException(
                $"Recipe {recipe.Name} also learns from the crowd's votes: put FER+'s fer2013new.csv beside {training.Source}.");
        var targets = CrowdLabels.Targets(training);
        _crowdTargets = targets.Distributions;
        _crowdWeights = [.. targets.IsFace.Select((isFace, row) => isFace ? _rowWeights?[row] ?? 1 : 0)];
    }

    private static float[] WeightsOfClasses(FaceDataset training, ClassWeights kind, float[]? before)
    {
        var plan = ClassBalance.Plan(training);
        var weights = kind == ClassWeights.Balanced ? plan.InverseWeights : plan.EffectiveWeights;
        return [.. training.Labels.Select((label, row) => (float)weights[label.Name()] * (before?[row] ?? 1))];
    }

    /// <summary>Rows to learn from.</summary>
    public FaceDataset Training { get; }

    /// <summary>Rows to select on.</summary>
    public FaceDataset Validation { get; }

    /// <summary>How the data was divided, in words: the source, "official" or shares with their seed.</summary>
    public string Division { get; init; } = "";

    /// <summary>Tells these rows, their order, labels and division from any others: 64 hexadecimal digits.</summary>
    public string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> number = stackalloc byte[sizeof(ulong)];
            foreach (var part in (ReadOnlySpan<FaceDataset>)[Training, Validation])
            {
                for (var row = 0; row < part.Count; row++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(number, part.PictureOf(row).Value << 8 | (uint)part.Labels[row]);
                    hash.AppendData(number);
                }
                hash.AppendData("end of part"u8);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Mixes the mean of teachers' answers into the targets, as much as the recipe says.</summary>
    /// <param name="teachers">Models with the outputs that the recipe trains; one or more.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="EmotionModelException">A teacher lacks an output.</exception>
    public void Learn(IReadOnlyList<Teacher> teachers, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(teachers);
        string[] outputs = _crowdTargets is null ? [Recipe.LabelOutput] : [Recipe.LabelOutput, Recipe.CrowdOutput];
        var all = teachers.Select(t => t.Answers(Training, _recipe, outputs, pool, cancellation)).ToList();
        var answers = outputs.ToDictionary(
            o => o, o => Enumerable.Range(0, Training.Count * Classes).Select(i => all.Average(a => a[o][i])).ToArray());
        Mix(_labelTargets, answers[Recipe.LabelOutput]);
        if (_crowdTargets is not null)
            Mix(_crowdTargets, answers[Recipe.CrowdOutput]);

        void Mix(float[] targets, float[] taught)
        {
            for (var i = 0; i < targets.Length; i++)
                targets[i] += (float)_recipe.TeacherWeight * (taught[i] - targets[i]);
        }
    }

    /// <summary>
    /// Mixes a foreign teacher's answers into the crowd's targets, as much as the recipe says. What it says of anger, disgust and
    /// fear counts only where a vote or the data's own label supports it: on ordinary faces it sees all three far too often. Where
    /// the label is one of these three and a vote or the teacher supports it, the label counts as well.
    /// </summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="DatasetException">The recipe does not learn from the crowd's votes.</exception>
    public void Learn(ForeignTeacher teacher, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        if (_crowdTargets is null)
            throw new DatasetException($"Recipe {_recipe.Name} has no output for the crowd's votes, which a foreign teacher adds to.");
        var answers = teacher.Answers(Training, pool, cancellation);
        for (var row = 0; row < Training.Count; row++)
            ForeignOpinion.Mix(_crowdTargets.AsSpan(row * Classes, Classes), answers.AsSpan(row * Classes, Classes),
                Training.Labels[row], Training.VotesOf(row), _recipe.ForeignTeacherWeight);
    }

    /// <summary>The targets of some rows, one for each loss; blended as their faces are.</summary>
    internal IReadOnlyList<Neural.Training.Targets> TargetsOf(ReadOnlySpan<int> rows, Mixup? mixup = null)
    {
        var labels = TargetsOf(rows, _labelTargets, _rowWeights, mixup);
        return _crowdTargets is null ? [labels] : [labels, TargetsOf(rows, _crowdTargets, _crowdWeights, mixup)];
    }

    private static Neural.Training.Targets TargetsOf(ReadOnlySpan<int> rows, float[] targets, float[]? weights, Mixup? mixup)
    {
        var picked = new Neural.Training.Targets(Pick(targets, rows, Classes), weights is null ? null : Pick(weights, rows, 1));
        if (picked.RowWeights is null)
            mixup?.Blend(picked.Probabilities, Classes);
        else
            mixup?.Blend(picked.Probabilities, picked.RowWeights, Classes);
        return picked;
    }

    private static float[] Pick(float[] values, ReadOnlySpan<int> rows, int width)
    {
        var picked = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            values.AsSpan(rows[i] * width, width).CopyTo(picked.AsSpan(i * width));
        return picked;
    }
}
