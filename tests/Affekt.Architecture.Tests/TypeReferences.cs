using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Affekt.Architecture.Tests;

/// <summary>A type of an assembly and a type that it uses, each by its outermost type.</summary>
/// <param name="Type">Full name of the type.</param>
/// <param name="Space">Its namespace.</param>
/// <param name="Used">Full name of the type that it uses.</param>
/// <param name="UsedSpace">The namespace of that type.</param>
/// <param name="UsedAssembly">The assembly of that type.</param>
internal sealed record TypeUse(string Type, string Space, string Used, string UsedSpace, string UsedAssembly);

/// <summary>
/// Reads from a compiled assembly which types use which: base types, interfaces, fields, signatures, attributes and code.
/// Constants leave no trace in compiled code, and neither does nameof.
/// </summary>
internal sealed class TypeReferences : ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>
{
    private static readonly OpCode[] OneByte = new OpCode[256], TwoBytes = new OpCode[256];

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly string _assembly;

    static TypeReferences()
    {
        foreach (var field in typeof(OpCodes).GetFields())
        {
            if (field.GetValue(null) is OpCode code)
                (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xFF] = code;
        }
    }

    private TypeReferences(PEReader file)
    {
        (_file, _reader) = (file, file.GetMetadataReader());
        _assembly = _reader.GetString(_reader.GetAssemblyDefinition().Name);
    }

    /// <summary>All uses in an assembly.</summary>
    public static IReadOnlyList<TypeUse> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return [.. new TypeReferences(file).All().Distinct()];
    }

    private IEnumerable<TypeUse> All()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            var (name, space, _) = Outermost(handle);
            // What the compiler adds for all has no place of its own.
            if (space.Length == 0)
                continue;
            foreach (var used in Used(_reader.GetTypeDefinition(handle)))
            {
                if (used.IsNil)
                    continue;
                var (usedName, usedSpace, assembly) = Outermost(used);
                if (usedName != name && usedSpace.Length > 0)
                    yield return new TypeUse(name, space, usedName, usedSpace, assembly);
            }
        }
    }

    private List<EntityHandle> Used(TypeDefinition type)
    {
        var used = new List<EntityHandle>(Types(type.BaseType));
        foreach (var one in type.GetInterfaceImplementations())
            used.AddRange(Types(_reader.GetInterfaceImplementation(one).Interface));
        foreach (var one in type.GetCustomAttributes())
            used.AddRange(Types(_reader.GetCustomAttribute(one).Constructor));
        foreach (var one in type.GetFields())
            used.AddRange(_reader.GetFieldDefinition(one).DecodeSignature(this, null));
        foreach (var one in type.GetMethods())
        {
            var method = _reader.GetMethodDefinition(one);
            used.AddRange(Types(method.DecodeSignature(this, null)));
            if (method.RelativeVirtualAddress != 0)
                used.AddRange(Types(_file.GetMethodBody(method.RelativeVirtualAddress)));
        }
        return used;
    }

    private List<EntityHandle> Types(MethodBodyBlock body)
    {
        var used = new List<EntityHandle>();
        if (!body.LocalSignature.IsNil)
            used.AddRange(_reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null).SelectMany(x => x));
        foreach (var region in body.ExceptionRegions)
            used.AddRange(Types(region.CatchType));
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            var value = code.ReadByte();
            var operation = value == 0xFE ? TwoBytes[code.ReadByte()] : OneByte[value];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    used.AddRange(Types(MetadataTokens.EntityHandle(code.ReadInt32())));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += SizeOf(operation.OperandType);
                    break;
            }
        }
        return used;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private IReadOnlyList<EntityHandle> Types(EntityHandle handle)
    {
        if (handle.IsNil)
            return [];
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                return [handle];
            case HandleKind.TypeSpecification:
                return _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
            case HandleKind.MethodDefinition:
                return [_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.FieldDefinition:
                return [_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.MethodSpecification:
                var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                return [.. Types(specification.Method), .. specification.DecodeSignature(this, null).SelectMany(x => x)];
            case HandleKind.MemberReference:
                var member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                return
                [
                    .. Types(member.Parent),
                    .. member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(this, null)
                        : Types(member.DecodeMethodSignature(this, null)),
                ];
            default:
                return [];
        }
    }

    private static IReadOnlyList<EntityHandle> Types(MethodSignature<IReadOnlyList<EntityHandle>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(x => x)];

    // Closures and state machines are nested types: what they use, the type around them uses.
    private (string Name, string Space, string Assembly) Outermost(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var type = _reader.GetTypeDefinition((TypeDefinitionHandle)handle);
            if (!type.GetDeclaringType().IsNil)
                return Outermost(type.GetDeclaringType());
            var space = _reader.GetString(type.Namespace);
            return ($"{space}.{_reader.GetString(type.Name)}", space, _assembly);
        }
        var reference = _reader.GetTypeReference((TypeReferenceHandle)handle);
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
            return Outermost(reference.ResolutionScope);
        var place = _reader.GetString(reference.Namespace);
        var from = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name) : _assembly;
        return ($"{place}.{_reader.GetString(reference.Name)}", place, from);
    }

    IReadOnlyList<EntityHandle> ISimpleTypeProvider<IReadOnlyList<EntityHandle>>.GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    IReadOnlyList<EntityHandle> ISimpleTypeProvider<IReadOnlyList<EntityHandle>>.GetTypeFromDefinition(
        MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

    IReadOnlyList<EntityHandle> ISimpleTypeProvider<IReadOnlyList<EntityHandle>>.GetTypeFromReference(
        MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [handle];

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Types((EntityHandle)handle);

    IReadOnlyList<EntityHandle> ISZArrayTypeProvider<IReadOnlyList<EntityHandle>>.GetSZArrayType(
        IReadOnlyList<EntityHandle> elementType) => elementType;

    IReadOnlyList<EntityHandle> IConstructedTypeProvider<IReadOnlyList<EntityHandle>>.GetArrayType(
        IReadOnlyList<EntityHandle> elementType, ArrayShape shape) => elementType;

    IReadOnlyList<EntityHandle> IConstructedTypeProvider<IReadOnlyList<EntityHandle>>.GetByReferenceType(
        IReadOnlyList<EntityHandle> elementType) => elementType;

    IReadOnlyList<EntityHandle> IConstructedTypeProvider<IReadOnlyList<EntityHandle>>.GetPointerType(
        IReadOnlyList<EntityHandle> elementType) => elementType;

    IReadOnlyList<EntityHandle> IConstructedTypeProvider<IReadOnlyList<EntityHandle>>.GetGenericInstantiation(
        IReadOnlyList<EntityHandle> genericType, ImmutableArray<IReadOnlyList<EntityHandle>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(x => x)];

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetFunctionPointerType(
        MethodSignature<IReadOnlyList<EntityHandle>> signature) => Types(signature);

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetGenericMethodParameter(
        object? genericContext, int index) => [];

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetGenericTypeParameter(
        object? genericContext, int index) => [];

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetModifiedType(
        IReadOnlyList<EntityHandle> modifier, IReadOnlyList<EntityHandle> unmodifiedType, bool isRequired) =>
        [.. modifier, .. unmodifiedType];

    IReadOnlyList<EntityHandle> ISignatureTypeProvider<IReadOnlyList<EntityHandle>, object?>.GetPinnedType(
        IReadOnlyList<EntityHandle> elementType) => elementType;
}
