/** `npm run others:tools`: the tools with which operators work on AWS, installed and run against the playground. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Playground, startPlayground } from "@sarcelle/playground/start";
import { type Attempt, exitCodeFor, told } from "./attempts.ts";
import { namedOf } from "./named.ts";
import { ansible } from "./tools/ansible.ts";
import { awsCli } from "./tools/aws-cli.ts";
import { boto3 } from "./tools/boto3.ts";
import { custodian } from "./tools/custodian.ts";
import type { Tool } from "./tools/tool.ts";
import { inWorkshop, pointedAt, type Workshop } from "./workshop.ts";

const help = `Usage: npm run others:tools [-- options] [TOOL …]

Installs other people's tools in a temporary folder, each with its version, and runs them against a playground of its own: the AWS CLI
(aws), boto3's paginators and waiters (boto3), Cloud Custodian (custodian), Ansible's modules, and Sarcelle's inventory in Ansible (ansible).

Options:
  --help     this text

Exit codes: 0 nothing is wrong, 1 something is.
`;

const toolsByName: Readonly<Record<string, Tool>> = { aws: awsCli, boto3, custodian, ansible };

/** Runs one tool in a world of its own. */
const tryTool = async (workshop: Workshop, name: string, tool: Tool): Promise<readonly Attempt[]> => {
  const programs = await workshop.python(name, tool.packages);
  const { speed, pages } = tool;
  const playground: Playground = await startPlayground({ port: 0, speed, seed: 1, pages, tell: console.error });
  try {
    const files = join(workshop.folder, `${name}-files`);
    await cp(join(import.meta.dirname, "tools"), files, { recursive: true });
    const env = {
      ...pointedAt(playground.url, playground.region),
      PATH: `${programs}${delimiter}${process.env.PATH ?? ""}`,
      HOME: workshop.folder,
      PLAYGROUND_SPEED: String(speed),
      PYTHONPATH: import.meta.dirname,
      PYTHONDONTWRITEBYTECODE: "1",
    };
    return await tool.attempts({
      playground,
      run: (program, args) => workshop.run(join(programs, program), args, { cwd: files, env }),
      read: (file) => readFile(join(files, file), "utf8"),
      write: (file, text) => writeFile(join(files, file), text, { mode: 0o755 }),
    });
  } finally {
    await playground.stop();
  }
};

const main = async (): Promise<number> => {
  const asked = namedOf(help, Object.keys(toolsByName));
  if (asked === undefined) return 0;
  const attempts = await inWorkshop(async (workshop) => {
    const all: Attempt[] = [];
    for (const [name, tool] of Object.entries(toolsByName))
      if (asked.includes(name)) all.push(...(await tryTool(workshop, name, tool)));
    return all;
  });
  console.log(told(attempts));
  return exitCodeFor(attempts);
};

process.exitCode = await main();
