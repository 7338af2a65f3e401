using System.Text;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads CSV as RFC 4180 has it, in UTF-8 and nothing else, row by row with the line on which each begins. A cell in quotes may hold
/// line ends; a quote that never ends, or ends in the middle of a cell, refuses the file, because from there on nobody knows which cell is which.
/// </summary>
internal sealed class CsvRows(Stream bytes, string name) : IDisposable
{
    /// <summary>The character that closes the files of old systems, OFAC's among them.</summary>
    public const char EndOfFile = '\u001a';

    private readonly StreamReader text = new(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
    private readonly StringBuilder cell = new();
    private int line = 1;

    /// <summary>Whether the file ended with the closing character that OFAC writes.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Whether the last row ended with a line end.</summary>
    public bool EndsWithLine { get; private set; }

    /// <summary>Every row that is not blank: the line that it begins on, and its cells.</summary>
    public IEnumerable<(int Line, List<string> Cells)> Read()
    {
        if (Peek() == '\uFEFF')
        {
            Next();
        }

        while (Peek() >= 0)
        {
            var began = line;
            if (Peek() == EndOfFile)
            {
                Next();
                Terminated = true;
                continue;
            }

            if (Terminated)
            {
                throw Wrong(began, "something stands behind the character that closes the file");
            }

            var cells = Row(began);
            if (cells.Count > 1 || cells[0].Length > 0)
            {
                yield return (began, cells);
            }
        }
    }

    /// <summary>Lets go of the buffer; the stream stays open.</summary>
    public void Dispose() => text.Dispose();

    /// <summary>Refuses the file.</summary>
    public ListUnreadableException Wrong(int at, string what) => ListUnreadableException.At(at, name.Length == 0 ? what : $"{name}: {what}");

    private List<string> Row(int began)
    {
        List<string> cells = [];
        while (true)
        {
            cells.Add(Peek() == '"' ? Quoted(began, cells.Count + 1) : Plain(began, cells.Count + 1));
            switch (Next())
            {
                case ',':
                    continue;
                case '\r':
                    if (Peek() == '\n')
                    {
                        Next();
                    }
                    else
                    {
                        line++;
                    }

                    EndsWithLine = true;
                    return cells;
                case '\n':
                    EndsWithLine = true;
                    return cells;
                default:
                    EndsWithLine = false;
                    return cells;
            }
        }
    }

    private string Quoted(int began, int column)
    {
        cell.Clear();
        Next();
        while (true)
        {
            var letter = Next();
            if (letter < 0)
            {
                throw Wrong(began, $"cell {column} begins with a quote that never ends: the file was cut off or damaged on its way");
            }

            if (letter != '"')
            {
                cell.Append((char)letter);
            }
            else if (Peek() == '"')
            {
                Next();
                cell.Append('"');
            }
            else if (Peek() is ',' or '\r' or '\n' or < 0 or ' ')
            {
                while (Peek() == ' ')
                {
                    Next();
                }

                return cell.ToString();
            }
            else
            {
                throw Wrong(line, $"cell {column} has a quote in its middle; a quote inside a cell is doubled");
            }
        }
    }

    private string Plain(int began, int column)
    {
        cell.Clear();
        while (Peek() is not (',' or '\r' or '\n' or < 0))
        {
            var letter = Next();
            if (letter == '\0')
            {
                throw Wrong(began, $"cell {column} holds a zero byte, so the file is no UTF-8 text");
            }

            cell.Append((char)letter);
        }

        return cell.ToString();
    }

    private int Peek()
    {
        try
        {
            return text.Peek() is var letter and >= 0 ? letter : text.EndOfStream ? -1 : text.Peek();
        }
        catch (DecoderFallbackException)
        {
            throw NoUtf8();
        }
    }

    private int Next()
    {
        int letter;
        try
        {
            letter = text.Read();
        }
        catch (DecoderFallbackException)
        {
            throw NoUtf8();
        }

        if (letter == '\n')
        {
            line++;
        }

        return letter;
    }

    private ListUnreadableException NoUtf8() => ListUnreadableException.NoUtf8(line, name);
}
