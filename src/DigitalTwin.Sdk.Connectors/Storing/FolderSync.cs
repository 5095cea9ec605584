using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Puts the names of new files on the disk, without which their content is lost with the power.</summary>
internal static class FolderSync
{
    /// <remarks>.NET opens no folder, so Unix is asked itself. Windows has no such call: NTFS journals names.</remarks>
    /// <exception cref="IOException">It cannot be done.</exception>
    internal static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(folder + '\0'), flags: 0), ownsHandle: true);
        if (handle.IsInvalid)
            throw new IOException($"The folder '{folder}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        RandomAccess.FlushToDisk(handle);
    }

    // O_RDONLY is 0 everywhere. Bytes instead of a string need no marshalling, and so no unsafe code.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
