/** The commands of docs/first-hour.md, as they stand there. */
import { textOf } from "../../../scripts/reference/sources.ts";

/** A line to type, and the exit code that the document says it has. */
export interface Typed {
  readonly line: string;
  readonly exitCode: number;
}

/** Every line of the document's shell blocks, in its order. */
export const firstHour = (): readonly Typed[] =>
  [...textOf("docs/first-hour.md").matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.trimEnd().split("\n"))
    .map((text) => {
      const [line = "", comment = ""] = text.split(/ +# /);
      return { line, exitCode: Number(/^exit code (\d)/.exec(comment)?.[1] ?? 0) };
    });
