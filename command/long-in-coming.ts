import { textDocument } from "./formats/document.ts";

/** After so long without an answer a person is told that it is waited for, in milliseconds. */
const patience = 5_000;

/** Says once, beside the answer, that it is waited for: a command that is silent looks dead. */
export const sayIfLong = async <Answer>(
  answer: Promise<Answer>,
  env: NodeJS.ProcessEnv = process.env,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<Answer> => {
  const where = env.AWS_ENDPOINT_URL ? ` at ${env.AWS_ENDPOINT_URL}` : "";
  const tell = () => write(textDocument(`No answer yet${where}; it is waited for about a minute. Ctrl-C ends it.`));
  const timer = setTimeout(tell, patience);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
};
