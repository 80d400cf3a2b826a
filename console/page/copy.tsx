/** What is typed elsewhere: copied with a button. */
import { useSignal } from "@preact/signals";

/** How long it says that it is copied, in milliseconds. */
const saidFor = 2_000;

/** Puts a text into the clipboard, and says so. */
export const Copy = ({ text, what }: { readonly text: string; readonly what: string }) => {
  const said = useSignal("copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = "copied";
    } catch {
      said.value = "the browser does not allow it";
    }
    setTimeout(() => {
      said.value = "copy";
    }, saidFor);
  };
  return (
    <button type="button" class="quiet copy" aria-label={`${said} ${what}`} onClick={copy}>
      {said}
    </button>
  );
};

/** A command, with its button. */
export const CommandLine = ({ command }: { readonly command: string }) => (
  <span class="command">
    <code>{command}</code>
    <Copy text={command} what={`the command ${command.split(" ").slice(0, 3).join(" ")}`} />
  </span>
);

const isCommand = (line: string): boolean => /^\s*(aws|sarcelle) /.test(line);

/** A text of several lines, in which each line that is a command has its button. */
export const CopyableText = ({ text }: { readonly text: string }) => (
  <div class="text">
    {text
      .split("\n")
      .map((line, n) => (isCommand(line) ? <CommandLine key={n} command={line.trim()} /> : <p key={n}>{line}</p>))}
  </div>
);
