using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Operations that only compute.</summary>
internal sealed partial class Flattener
{
    private Expression VisitValue(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                Expression variable = VariableOf(local.Local, local);
                Mention(local, variable);
                return variable;
            case IParameterReferenceOperation parameter:
                return VariableOf(parameter.Parameter, parameter);
            case IFlowCaptureReferenceOperation capture:
                Mention(capture, BehindCapture(capture));
                return new Variable(_variables.Of(capture.Id)) { Domain = Domains.Of(capture.Type) };
            case IInstanceReferenceOperation:
                return new Receiver { Domain = IntervalSet.One };
            case IFieldReferenceOperation field:
                return new MemberAccess(field.Field.IsStatic ? null : ResultOf(field.Instance), field.Field)
                    { Domain = Domains.Of(field.Type) };
            case IArrayElementReferenceOperation { Indices.Length: 1 } element:
                return new ElementAccess(ResultOf(element.ArrayReference), ResultOf(element.Indices[0]))
                    { Domain = Domains.Of(element.Type) };
            case IConversionOperation conversion:
                return VisitConversion(conversion);
            case IBinaryOperation binary:
                return VisitBinary(binary);
            case IUnaryOperation unary:
                return VisitUnary(unary);
            case IIsNullOperation isNull:
                return IsNull(ResultOf(isNull.Operand));
            case IIsPatternOperation pattern:
                return VisitPattern(pattern);
            case IArgumentOperation argument:
                return ResultOf(argument.Value);
            case IDeclarationExpressionOperation declaration:
                return ResultOf(declaration.Expression);
            case IParenthesizedOperation parenthesized:
                return ResultOf(parenthesized.Operand);
            case IExpressionStatementOperation statement:
                return ResultOf(statement.Operation);
            default:
                return Opaque(operation);
        }
    }

    private Expression VariableOf(ISymbol symbol, IOperation operation)
    {
        // A lambda may write it at any time: what it holds is unknown at every read, and no warning rests on it.
        if (_sharedWithLambdas.Contains(symbol.Name))
        {
            Result held = Opaque(operation);
            _events.Add(new Doubt(held, operation.Syntax));
            return held;
        }

        return _aliases.TryGetValue(symbol, out Expression? place)
            ? place
            : new Variable(_variables.Of(symbol)) { Domain = Domains.Of(operation.Type) };
    }

    private static Expression IsNull(Expression operand) =>
        new Comparison(Relation.Equal, operand, new Constant(0)) { Domain = IntervalSet.Binary };

    private static Expression Not(Expression operand) =>
        operand is Negation negation ? negation.Inner : new Negation(operand) { Domain = IntervalSet.Binary };

    private Expression VisitConversion(IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is not null)
        {
            _events.Add(new ThrowPoint(conversion.Syntax));
            return Opaque(conversion);
        }

        Expression operand = ResultOf(conversion.Operand);
        ITypeSymbol? source = conversion.Operand.Type;
        if (source is { IsReferenceType: true } && conversion.Type is { IsReferenceType: true })
            return conversion.IsTryCast && !conversion.IsImplicit ? Opaque(conversion) : operand;
        if (conversion.Parent is null && IsNullable(conversion.Type) && source is { IsValueType: true } && !IsNullable(source))
            return Opaque(conversion, IntervalSet.One); // What is returned is some value: who asks, asks whether it is null.
        bool sameNumber = Domains.IsIntegral(source) && Domains.IsIntegral(conversion.Type)
            && (conversion.IsImplicit || conversion.IsChecked || IsWide(conversion.Type));
        sameNumber |= source is INamedTypeSymbol { EnumUnderlyingType: { } number }
            && SymbolEqualityComparer.Default.Equals(number, conversion.Type);
        return sameNumber || SymbolEqualityComparer.Default.Equals(source, conversion.Type)
            || (source is null && conversion.Type is { IsReferenceType: true })
            ? operand
            : Pure(conversion, "to " + conversion.Type?.ToDisplayString(), operand);
    }

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static bool IsWide(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt64 || type?.TypeKind == TypeKind.Enum;

    private Expression VisitUnary(IUnaryOperation unary) => unary switch
    {
        { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Not, Type.SpecialType: SpecialType.System_Boolean } =>
            Not(ResultOf(unary.Operand)),
        { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Minus } when Domains.IsIntegral(unary.Type) =>
            new Sum(new Constant(0), ResultOf(unary.Operand), true),
        { OperatorMethod: null } => Pure(unary, unary.OperatorKind.ToString(), ResultOf(unary.Operand)),
        _ => Opaque(unary),
    };

    private Expression VisitBinary(IBinaryOperation binary)
    {
        Expression left = ResultOf(binary.LeftOperand);
        Expression right = ResultOf(binary.RightOperand);
        if (binary.IsLifted)
            return PureBinary(binary, left, right);
        bool integral = Domains.IsIntegral(binary.LeftOperand.Type) && Domains.IsIntegral(binary.RightOperand.Type);
        if (integral && binary.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract)
            return new Sum(left, right, binary.OperatorKind == BinaryOperatorKind.Subtract);
        if (integral && binary.OperatorKind == BinaryOperatorKind.And && (left as Constant ?? right as Constant) is { } mask)
            return Mask(ReferenceEquals(mask, left) ? right : left, mask.Number);
        if (BitsOf(binary.OperatorKind) is { } bits && (integral || binary.Type?.SpecialType == SpecialType.System_Boolean))
            return Pure(binary, bits.ToString(), left, right, bits);
        bool binaryDomain = integral || left is Constant || right is Constant
            || binary.LeftOperand.Type?.SpecialType == SpecialType.System_Boolean;
        Relation equality = binaryDomain ? Relation.Equal : Relation.SameObject;
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.Equals:
                return Compare(equality, left, right);
            case BinaryOperatorKind.NotEquals:
                return Not(Compare(equality, left, right));
            case BinaryOperatorKind.LessThan when integral:
                return Compare(Relation.Below, left, right);
            case BinaryOperatorKind.LessThanOrEqual when integral:
                return Compare(Relation.AtMost, left, right);
            case BinaryOperatorKind.GreaterThan when integral:
                return Compare(Relation.Below, right, left);
            case BinaryOperatorKind.GreaterThanOrEqual when integral:
                return Compare(Relation.AtMost, right, left);
            default:
                return PureBinary(binary, left, right);
        }
    }

    private static Expression Mask(Expression operand, long mask)
    {
        bool isOneBit = mask > 0 && (mask & (mask - 1)) == 0;
        IntervalSet domain = isOneBit ? IntervalSet.Zero.Union(IntervalSet.Of(mask))
            : mask >= 0 ? IntervalSet.Between(0, mask)
            : IntervalSet.All;
        return new Masked(operand, mask) { Domain = domain };
    }

    private static Expression CompareObjects(Expression left, Expression right) =>
        Compare(left is Constant || right is Constant ? Relation.Equal : Relation.SameObject, left, right);

    private static Expression Compare(Relation relation, Expression left, Expression right) =>
        new Comparison(relation, left, right) { Domain = IntervalSet.Binary };

    private Expression VisitPattern(IIsPatternOperation operation)
    {
        Expression input = ResultOf(operation.Value);
        IPatternOperation pattern = operation.Pattern;
        BindDesignations(pattern, input, operation.Syntax);
        if (PatternSets.Of(pattern) is not { } set)
        {
            return PatternSets.AsksOnlyForConstants(pattern)
                ? Pure(operation, pattern.Syntax.ToString(), input)
                : Opaque(operation);
        }

        Result open = Opaque(operation);
        return new Membership(input, set, open.Site) { Domain = IntervalSet.Binary };
    }

    /// <summary>A designation at the top names the input itself; one further in names something new.</summary>
    private void BindDesignations(IPatternOperation pattern, Expression input, SyntaxNode syntax)
    {
        foreach (IOperation operation in PatternSets.WithNested(pattern))
        {
            ISymbol? declared = operation switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                _ => null,
            };
            if (declared is null)
                continue;
            Expression value = ReferenceEquals(operation, pattern) ? input : Opaque(operation);
            Assign(new Variable(_variables.Of(declared)) { Domain = input.Domain }, value, syntax);
        }
    }

    /// <summary>To name what is given back is no more a place to throw than to give it back.</summary>
    private bool IsReleased(IOperation property)
    {
        IOperation? user = property.Parent;
        while (user is IConversionOperation or IArgumentOperation)
            user = user.Parent;
        return user is IInvocationOperation call
            && _book.Of(call.TargetMethod, call.Instance?.Type).Clauses is { IsEmpty: false } clauses
            && clauses.All(clause => clause.Kind == ClauseKind.Releases);
    }

    private Expression VisitProperty(IPropertyReferenceOperation property)
    {
        bool written = property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property);
        if (!written && property.Property.GetMethod is { } getter && HasBody(getter) && !IsReleased(property))
            CallPoint(getter, property.Syntax, CallEvidence.IsLikelyToThrow(getter, isOpen: false));
        if (!written && property.Property.GetMethod is { } read && Access(read, property, null) is { } result)
            return result;
        if (property.Arguments.Length == 1 && property.Instance is not null)
            return new ElementAccess(ResultOf(property.Instance), ResultOf(property.Arguments[0]))
                { Domain = Domains.Of(property.Type) };
        if (property.Arguments.Length > 0)
            return Opaque(property);
        if (property is { IsImplicit: true, Property.Name: "Current", Instance: { } enumerator })
        {
            Result current = Opaque(property); // An enumerator shows something else at every step.
            _loops.Read(BehindCapture(enumerator), current);
            return current;
        }

        Expression? instance = property.Property.IsStatic ? null : ResultOf(property.Instance);
        if (instance is not null && property.Property.ContainingType.OriginalDefinition.SpecialType
            == SpecialType.System_Nullable_T)
            return property.Property.Name == "HasValue" ? Not(IsNull(instance)) : Opaque(property);
        if (IsCompletion(property) is { } pending)
            return Complete(pending, property);
        if (property.Instance is not null)
            Escape(property.Instance);
        if (HeldQueries.ModeOf(property.Property.Name) is { } mode && instance is not null)
            return Query(instance, mode, property);
        ISymbol symbol = ReturnedField(property.Property) ?? (ISymbol)property.Property;
        return new MemberAccess(instance, symbol) { Domain = Domains.Of(property.Type) };
    }

    /// <summary>The field behind <c>Lock Gate => _gate;</c>: both names are one lock.</summary>
    private static IFieldSymbol? ReturnedField(IPropertySymbol property)
    {
        if (property.IsVirtual || property.IsOverride || property.IsAbstract)
            return null;
        foreach (SyntaxReference reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is PropertyDeclarationSyntax declaration && Returned(declaration) is IdentifierNameSyntax name)
                return property.ContainingType.GetMembers(name.Identifier.ValueText).OfType<IFieldSymbol>().FirstOrDefault();
        }

        return null;
    }

    private static ExpressionSyntax? Returned(PropertyDeclarationSyntax property)
    {
        if (property.ExpressionBody is { } arrow)
            return arrow.Expression;
        AccessorDeclarationSyntax? getter = property.AccessorList?.Accessors
            .FirstOrDefault(accessor => accessor.Keyword.ValueText == "get");
        return getter?.ExpressionBody?.Expression
            ?? (getter?.Body is { Statements: { Count: 1 } statements } && statements[0] is ReturnStatementSyntax returned
                ? returned.Expression
                : null);
    }

    private static bool HasBody(IMethodSymbol accessor)
    {
        foreach (SyntaxReference reference in accessor.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is ArrowExpressionClauseSyntax arrow && arrow.Expression is not (
                IdentifierNameSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax))
                return true;
            if (reference.GetSyntax() is AccessorDeclarationSyntax { } declaration
                && (declaration.Body is not null || declaration.ExpressionBody is not null))
                return true;
        }

        return false;
    }
}
