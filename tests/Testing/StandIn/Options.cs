using System;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The least severe compiler diagnostics a test must declare.</summary>
public enum CompilerDiagnostics
{
    None = 0,
    Errors = 1,
    Warnings = 2,
    Suggestions = 3,
    All = 4,
}

/// <summary>What becomes of markup in the files of a state; it is stripped from the text except for None.</summary>
public enum MarkupMode
{
    None,
    Ignore,
    IgnoreFixable,
    Allow,
}

/// <summary>How markup is read.</summary>
[Flags]
public enum MarkupOptions
{
    None = 0,
    UseFirstDescriptor = 1,
    TreatPositionIndicatorsAsCode = 2,
}

/// <summary>Which of the re-runs after the main check are left out.</summary>
[Flags]
public enum TestBehaviors
{
    None = 0,
    SkipGeneratedCodeCheck = 1,
    SkipSuppressionCheck = 2,
    SkipGeneratedSourcesCheck = 4,
}

/// <summary>Which ways of applying a fix are left out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    None = 0,
    SkipFixAllInDocumentCheck = 1,
    SkipFixAllInProjectCheck = 2,
    SkipFixAllInSolutionCheck = 4,
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,
    FixOne = 8,
    SkipLocalDiagnosticCheck = 16,
}

/// <summary>How closely the tree a fix leaves must agree with a parse of its own text.</summary>
public enum CodeActionValidationMode
{
    None,
    SemanticStructure,
    Full,
}

/// <summary>What a fixed state takes from the state before it.</summary>
public enum StateInheritanceMode
{
    AutoInherit,
    Explicit,
    AutoInheritAll,
}

/// <summary>What is not compared between an expected and an actual diagnostic.</summary>
[Flags]
public enum DiagnosticOptions
{
    None = 0,
    IgnoreAdditionalLocations = 1,
    IgnoreSeverity = 2,
}

/// <summary>How one expected location is read.</summary>
[Flags]
public enum DiagnosticLocationOptions
{
    None = 0,
    IgnoreLength = 1,
    InterpretAsMarkupKey = 2,
    UnnecessaryCode = 4,
}
