/** What the documents show can be typed: commands are there with these words and options, and files are what they claim to be. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseArguments } from "../command/arguments.ts";
import { flagOf } from "../command/command.ts";
import { commands } from "../command/commands.ts";
import { filesUnder, textOf, yamlOf } from "../scripts/reference/sources.ts";
import { documents } from "../scripts/samples/documents.ts";
import { parseRegistration } from "../src/deployment/environment.ts";
import { parseRequest, releaseSchema } from "../src/deployment/request.ts";
import { commandsIn, heredocsIn, type Snippet, saidToSarcelle, snippetsIn } from "./typed-in-documents.ts";

// The reference is made of the commands themselves.
const paths = [...documents(), "playground/README.md", ...filesUnder("examples", ".md")].filter(
  (path) => !path.startsWith("docs/reference/"),
);
const snippets = paths.flatMap(snippetsIn);
const ofLanguage = (...languages: readonly string[]) =>
  snippets.filter(({ language, unchecked }) => languages.includes(language) && unchecked === undefined);

/** What a document may show beside files and shells: to be read, not to be typed. */
const shown = ["text", "ts", "hcl"];

/** Other programs that the documents call, and where that is tried. */
const programs: Readonly<Record<string, string>> = {
  "[": "a shell's own",
  aws: "needs an account, or the playground: npm run others:tools runs the AWS CLI against it",
  cat: "a shell's own",
  cp: "a shell's own",
  curl: "test/scenarios/real/tarball.test.ts, and the playground's own tests of its routes",
  export: "a shell's own",
  git: "needs the repository's address",
  jq: "what an AWS CLI answers, taken apart",
  npm: "test/documents.test.ts knows the scripts; test/scenarios/real/tarball.test.ts installs what 'npm pack' makes",
  npx: "test/scenarios/real/serverless.test.ts deploys and removes",
  post: "a function that the document defines",
  sleep: "a shell's own",
  source: "a shell's own",
};

const failureOf = (check: () => unknown): string | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const failures = <T extends { readonly at: string }>(all: readonly T[], check: (each: T) => unknown) =>
  all.flatMap((each) => {
    const failure = failureOf(() => check(each));
    return failure === undefined ? [] : [`${each.at}: ${failure}`];
  });

const typed = ofLanguage("sh").flatMap(({ at, text }) => commandsIn(text).map((words) => ({ at, words })));

describe("the commands in the documents", () => {
  it("are found", () => {
    expect(typed.filter(({ words }) => saidToSarcelle(words) !== undefined).length).toBeGreaterThan(80);
  });

  it("of sarcelle's are there, with these words and options", () => {
    const asked = typed.flatMap(({ at, words }) => {
      const said = saidToSarcelle(words)?.filter((word) => !/^\d?>/.test(word));
      return said === undefined ? [] : [{ at: `${at} ${words.join(" ")}`, said }];
    });
    expect(failures(asked, ({ said }) => parseArguments(said, commands, {}, 80))).toEqual([]);
  });

  it("of others are known, with where they are tried", () => {
    const others = typed.filter(({ words }) => saidToSarcelle(words) === undefined);
    const unknown = others.filter(
      ({ words: [program = ""] }) => programs[program] === undefined && !/^(\w+(=|\(\)$)|\}$)/.test(program),
    );
    expect(unknown.map(({ at, words }) => `${at}: ${words.join(" ")}`)).toEqual([]);
    const called = new Set(others.map(({ words: [program] }) => program));
    expect(Object.keys(programs).filter((program) => !called.has(program) && program !== "source")).toEqual([]);
  });

  it("are what a shell understands", () => {
    const broken = paths.flatMap((path) => {
      const text = ofLanguage("sh")
        .filter(({ at }) => at.startsWith(`${path}:`))
        .map((each) => each.text);
      const { status, stderr } = spawnSync("bash", ["-n"], { input: text.join("\n"), encoding: "utf8" });
      return status === 0 ? [] : [`${path}: ${stderr}`];
    });
    expect(broken).toEqual([]);
  });

  it("are there too where a sentence names them, with these options", () => {
    const named = paths
      .filter((path) => path !== "CHANGELOG.md")
      .flatMap((path) =>
        [...textOf(path).matchAll(/`(?:npx )?sarcelle ([a-z][^`]*)`/g)].map(([all, said = ""]) => ({
          at: `${path} ${all}`,
          said,
        })),
      );
    expect(named.length).toBeGreaterThan(60);
    const broken = failures(named, ({ said }) => {
      const [first = "", second] = said.split(/\s+/);
      const family = commands.filter(({ name }) => name[0] === first);
      const command = family.find(({ name }) => name[1] === second) ?? family.find(({ name }) => name[1] === undefined);
      if (family.length === 0) throw new Error("no such command");
      const options = (command === undefined ? family : [command]).flatMap((each) =>
        Object.keys(each.options).map(flagOf),
      );
      for (const [flag] of said.matchAll(/--[a-z][\w-]*/g))
        if (![...options, "--help"].includes(flag)) throw new Error(`no option ${flag}`);
    });
    expect(broken).toEqual([]);
  });
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const has = (value: unknown, ...keys: readonly string[]) => isObject(value) && keys.every((key) => key in value);

const example = yamlOf("examples/web-live.yml") as Readonly<Record<string, unknown>>;
const environmentFields = Object.keys(
  Object.assign(
    {},
    ...JSON.parse(textOf("docs/environment.schema.json")).anyOf.map(
      ({ properties }: { properties: object }) => properties,
    ),
  ),
);
const { inputs } = yamlOf("action.yml") as { readonly inputs: object };

/** What a file in a document may be: by what it has, and what it is held to then. */
const kinds: readonly { readonly is: (value: unknown) => boolean; readonly check: (value: unknown) => unknown }[] = [
  { is: (value) => has(value, "name", "account"), check: (value) => parseRegistration(value, "the file") },
  { is: (value) => has(value, "environment", "action"), check: parseRequest },
  { is: (value) => has(value, "version", "commit"), check: (value) => releaseSchema.parse(value) },
  {
    is: (value) => has(value, "image"),
    check: (value) => releaseSchema.parse({ version: "1", commit: "1111111", ...(value as object) }),
  },
  {
    is: (value) => isObject(value) && Object.keys(value).every((key) => environmentFields.includes(key)),
    check: (value) => parseRegistration({ ...example, ...(value as object) }, "the file"),
  },
  {
    is: (value) =>
      has(value, "Resources") || (isObject(value) && Object.values(value).every((each) => has(each, "Type"))),
    check: (value) => {
      const { Resources = value } = value as { readonly Resources?: object };
      for (const each of Object.values(Resources as object)) expect(each.Type).toMatch(/^AWS::\w+::\w+$/);
    },
  },
  {
    is: (value) => Array.isArray(value) && value.every((step) => has(step, "uses", "with")),
    check: (value) => {
      for (const step of value as readonly { readonly with: object }[])
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
    },
  },
];

const held = (value: unknown) => {
  const kind = kinds.find(({ is }) => is(value));
  if (kind === undefined)
    throw new Error("a file of no kind that is known here; say why with <!-- unchecked: REASON -->");
  return kind.check(value);
};

const values = ({ language, text }: Snippet): readonly unknown[] => {
  if (language === "json") return [JSON.parse(text)];
  // Lines that begin with the same word are each one of several ways.
  const lines = text.split("\n");
  const isOneOfSeveral = lines.length > 1 && lines.every((line) => line.startsWith(`${/^\w+/.exec(text)?.[0]}:`));
  return (isOneOfSeveral ? lines : [text]).map((each) => {
    const [document] = parseAllDocuments(each, { logLevel: "silent" });
    if (document === undefined || document.errors.length > 0) throw document?.errors[0] ?? new Error("nothing");
    return parse(each, { logLevel: "silent" });
  });
};

describe("the files in the documents", () => {
  it("are what they claim to be", () => {
    const files = ofLanguage("yaml", "json");
    expect(files.length).toBeGreaterThan(8);
    expect(failures(files, (snippet) => values(snippet).map(held))).toEqual([]);
  });

  it("that a shell writes are, too", () => {
    const written = ofLanguage("sh").flatMap(({ at, text }) => heredocsIn(text).map((body) => ({ at, body })));
    expect(written.length).toBeGreaterThan(0);
    expect(failures(written, ({ body }) => held(JSON.parse(body)))).toEqual([]);
  });

  it("are named by their language, as is what is only shown", () => {
    const languages = ["sh", "yaml", "json", ...shown];
    expect(snippets.filter(({ language }) => !languages.includes(language)).map(({ at }) => at)).toEqual([]);
  });
});
