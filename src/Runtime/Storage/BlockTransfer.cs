using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>Moves what a request asks for between its buffer and a file, on the calling thread.</summary>
internal static class BlockTransfer
{
    internal static int Perform(SafeFileHandle file, BlockRequest request, out int transferred)
    {
        transferred = 0;
        try
        {
            switch (request.Kind)
            {
                case BlockRequestKind.Flush:
                    RandomAccess.FlushToDisk(file);
                    return 0;
                case BlockRequestKind.Write:
                    RandomAccess.Write(file, request.Buffer.Span, request.Offset);
                    transferred = request.Buffer.Length;
                    return 0;
                default:
                    return Read(file, request, ref transferred);
            }
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.BadDescriptor;
        }
        catch (IOException failure)
        {
            return Errno.Of(failure);
        }
    }

    private static int Read(SafeFileHandle file, BlockRequest request, ref int transferred)
    {
        while (transferred < request.Buffer.Length)
        {
            int read = RandomAccess.Read(file, request.Buffer.Span[transferred..], request.Offset + transferred);
            if (read == 0)
                return Errno.InputOutput;

            transferred += read;
        }

        return 0;
    }
}
