/** The action at the root of the repository, and what the documents show of it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseArguments } from "../../../command/arguments.ts";
import { filesOf, shellPart } from "../../../command/ci/files.ts";
import { flagOf } from "../../../command/command.ts";
import { commands } from "../../../command/commands.ts";
import { installation, twoSidedOf } from "./some-environments.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const action = parse(read("action.yml"));
const [step] = action.runs.steps;

/** The snippets of a language in a page. */
const snippets = (page: string, language: string): readonly string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);

it("it tells the shell part what a workflow of ours tells it", () => {
  const github = { ci: "github", repository: "acme/web", ids: undefined } as const;
  const [workflow] = filesOf(github, [twoSidedOf("web-live")], installation, "sarcelle ci");
  const { jobs } = parse(workflow?.text ?? "") as {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly env?: object }[] }>>;
  };
  const told = Object.values(jobs).flatMap(({ steps }) => Object.keys(steps.at(-1)?.env ?? {}));
  expect(Object.keys(step.env).toSorted()).toEqual([...new Set(told)].toSorted());
  const [, script = ""] = /"\$GITHUB_ACTION_PATH\/(.*)"$/.exec(step.run) ?? [];
  expect(existsSync(join(root, script))).toBe(true);
});

it("the shell part says of each variable that it is told what it is", () => {
  const [head = ""] = shellPart().split("\nset -u");
  for (const name of new Set(shellPart().match(/\bSARCELLE_[A-Z_]+/g))) expect(head).toContain(`#   ${name} `);
});

it("the documents use inputs that it has, and name its outputs", () => {
  const [used] = snippets("docs/ci.md", "yaml")
    .map((text) => parse(text))
    .filter(Array.isArray);
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(used?.[0].with ?? {})));
  expect(Object.keys(action.outputs)).toEqual(["deployment", "side"]);
});

it("the documents show commands and options that there are", () => {
  const page = read("docs/ci.md");
  const lines = [...page.matchAll(/^ {4}sarcelle (.*)$/gm)].map(([, line = ""]) => line.split(" "));
  expect(lines.map(([, ci]) => ci)).toEqual(["github", "gitlab", "jenkins", "bamboo"]);
  for (const line of lines) expect(parseArguments(line, commands, {})).toMatchObject({ words: {} });
  const options = commands
    .filter(({ name }) => name[0] === "ci")
    .flatMap((each) => Object.keys(each.options).map(flagOf));
  const shown = [...page.matchAll(/`(--[a-z-]+)(?: [A-Z_/]+)?`/g)].map(([, flag]) => flag);
  expect(options).toEqual(expect.arrayContaining(shown));
});
