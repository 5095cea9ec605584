using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the command line said.</summary>
internal sealed record RunOptions
{
    internal const string Usage = """
        Usage: PumpTwin [options]
          --check              judge the run: one JSON object with all figures as the last line; exit code 1 if one is out of bounds
          --report FILE        where to write the HTML report (default: artifacts/pump-twin-report.html)
          --broker ADDRESS     use a broker that is already there: mqtt://HOST[:PORT] or mqtts://HOST[:PORT]
          --ca FILE            PEM file of the authority to trust (mqtts)
          --certificate FILE   PEM file of our certificate (mqtts, with --key)
          --key FILE           PEM file of its private key
          --topic-root ROOT    topics begin with this (default: plant)
          --backlog COUNT      let COUNT messages wait for the twin early on, and go on when the link breaks: to try an outage
          --modbus             the plant's drive speaks Modbus TCP instead of MQTT
          --replay FILE        run on a recorded pump (a SKAB file) instead of the simulated one
          --help               show this
        """;

    internal bool WantsHelp { get; private set; }

    internal bool IsCheck { get; private set; }

    internal bool IsOverModbus { get; private set; }

    internal string ReportFile { get; private set; } = Path.Combine("artifacts", "pump-twin-report.html");

    internal string? Broker { get; private set; }

    internal string? Ca { get; private set; }

    internal string? Certificate { get; private set; }

    internal string? Key { get; private set; }

    internal string TopicRoot { get; private set; } = "plant";

    internal int Backlog { get; private set; }

    internal string? Replay { get; private set; }

    internal static bool TryParse(IReadOnlyList<string> args, out RunOptions options, [NotNullWhen(false)] out string? problem)
    {
        options = new RunOptions();
        problem = null;
        for (var i = 0; i < args.Count && problem is null; i++)
        {
            if (options.TrySwitch(args[i]))
                continue;
            if (i + 1 >= args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal))
                problem = IsKnown(args[i]) ? $"Option '{args[i]}' needs a value." : $"Unknown option '{args[i]}'.";
            else if (!options.TryValue(args[i], args[++i]))
                problem = $"Unknown option '{args[i - 1]}'.";
        }

        problem ??= options.Problem();
        return problem is null;
    }

    private static bool IsKnown(string name) => new RunOptions().TryValue(name, "");

    private bool TrySwitch(string name)
    {
        switch (name)
        {
            case "--check": IsCheck = true; return true;
            case "--modbus": IsOverModbus = true; return true;
            case "--help" or "-h" or "-?": WantsHelp = true; return true;
            default: return false;
        }
    }

    private bool TryValue(string name, string value)
    {
        switch (name)
        {
            case "--report": ReportFile = value; return true;
            case "--broker": Broker = value; return true;
            case "--ca": Ca = value; return true;
            case "--certificate": Certificate = value; return true;
            case "--key": Key = value; return true;
            case "--topic-root": TopicRoot = value.Trim('/'); return true;
            case "--backlog": Backlog = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : -1; return true;
            case "--replay": Replay = value; return true;
            default: return false;
        }
    }

    private string? Problem()
    {
        if (Broker is not null && !(Uri.TryCreate(Broker, UriKind.Absolute, out var uri) && uri.Scheme is "mqtt" or "mqtts" && uri.Host.Length > 0))
            return $"Option '--broker' takes mqtt://HOST[:PORT] or mqtts://HOST[:PORT], not '{Broker}'.";
        var isEncrypted = Broker?.StartsWith("mqtts:", StringComparison.Ordinal) == true;
        if (!isEncrypted && (Ca ?? Certificate ?? Key) is not null)
            return "Options '--ca', '--certificate' and '--key' need '--broker mqtts://...'.";
        if (Certificate is null != Key is null)
            return "Options '--certificate' and '--key' go together.";
        if (new[] { Ca, Certificate, Key, Replay }.FirstOrDefault(f => f is not null && !File.Exists(f)) is { } missing)
            return $"There is no file '{missing}'.";
        if (TopicRoot.Length == 0 || TopicRoot.AsSpan().ContainsAny('+', '#', '\0'))
            return "Option '--topic-root' takes a topic without wildcards.";
        if (IsOverModbus && (Broker is not null || Replay is not null || Backlog != 0))
            return "Option '--modbus' goes with '--check' and '--report' only: there is no broker, and nothing waits in a drive.";
        if (Backlog < 0)
            return "Option '--backlog' takes a whole number above zero.";
        return ReportFile.Length == 0 ? "Option '--report' needs a file name." : null;
    }
}
