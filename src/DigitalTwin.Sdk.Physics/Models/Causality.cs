namespace DigitalTwin.Sdk.Physics;

/// <summary>Which way a variable of a model goes.</summary>
public enum Causality
{
    /// <summary>Fixed when the model is made.</summary>
    Parameter = 0,

    /// <summary>Given from outside at each step.</summary>
    Input = 1,

    /// <summary>Carried by the model from step to step.</summary>
    State = 2,

    /// <summary>Computed by the model; what a sensor can measure.</summary>
    Output = 3,
}
