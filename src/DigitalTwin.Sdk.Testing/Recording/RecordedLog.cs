using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Testing;

/// <summary>One message that was logged.</summary>
/// <param name="Category">Name of the logger.</param>
/// <param name="Level">How severe.</param>
/// <param name="EventId">Id of the message's kind.</param>
/// <param name="Message">The text, formatted.</param>
/// <param name="Error">The exception logged with it; null if there was none.</param>
public sealed record RecordedLog(string Category, LogLevel Level, EventId EventId, string Message, Exception? Error)
{
    /// <summary>Level, category, text and error in one line.</summary>
    public override string ToString() => Error is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Level} {Category}: {Message}")
        : string.Create(CultureInfo.InvariantCulture, $"{Level} {Category}: {Message} ({Error.GetType().Name}: {Error.Message})");
}
