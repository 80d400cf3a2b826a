/** Questions to a full table, each asked once by a process of its own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { credentials, served } from "./answering.ts";
import type { Cost } from "./measured.ts";
import { questions } from "./questions.ts";
import type { MemoryTable } from "./sweeps.ts";

export interface AnsweredQuestion extends Cost {
  readonly question: string;
  readonly resources: number;
  readonly requests: number;
  readonly readUnits: number;
}

const askPath = fileURLToPath(new URL("./ask.ts", import.meta.url));

const ask = async (question: string, asOf: string, endpoint: string): Promise<Cost & { readonly found: number }> => {
  const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint };
  const { stdout } = await promisify(execFile)(process.execPath, [askPath, question, asOf], { env });
  return JSON.parse(stdout);
};

/** Asks each question. `asOf` is a moment of the past. */
export const askAll = (table: MemoryTable, resources: number, asOf: number): Promise<readonly AnsweredQuestion[]> =>
  served(table.answer, async (endpoint) => {
    const answers: AnsweredQuestion[] = [];
    for (const question of Object.keys(questions)) {
      table.takeSpent();
      const { found, ...cost } = await ask(question, new Date(asOf).toISOString(), endpoint);
      if (found === 0) throw new Error(`'${question}' was answered with nothing.`);
      const { requests, readUnits } = table.takeSpent();
      answers.push({ question, resources, ...cost, requests, readUnits });
    }
    return answers;
  });
