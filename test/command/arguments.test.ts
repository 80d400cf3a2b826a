import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../command/arguments.ts";
import { type Command, flagOf } from "../../command/command.ts";
import { commands } from "../../command/commands.ts";
import { UsageError } from "../../command/usage-error.ts";

const parsed = (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const asked = parseArguments(argv, commands, env);
  if ("help" in asked) throw new Error(`help instead of a command:\n${asked.help}`);
  const { command, words, options } = asked;
  return { name: command.name.join(" "), words, options };
};

const asking = { output: "text", stack: "sarcelle-live", endpointUrl: undefined };
const starting = { ...asking, wait: false, requestedBy: undefined, name: undefined };
const acting = { ...starting, override: false, reason: undefined, yes: false };

describe("the command line", () => {
  it.each<[line: string, env: NodeJS.ProcessEnv, expected: ReturnType<typeof parsed>]>([
    [
      "switch web-live --wait",
      {},
      { name: "switch", words: { environment: "web-live" }, options: { ...acting, to: undefined, wait: true } },
    ],
    [
      "switch web-live --to green",
      {},
      { name: "switch", words: { environment: "web-live" }, options: { ...acting, to: "green" } },
    ],
    [
      "--json --stack mine status web-live",
      {},
      { name: "status", words: { environment: "web-live" }, options: { ...asking, stack: "mine", output: "json" } },
    ],
    [
      "release web-live --release r.yml --scaledown --name n",
      { USER: "ann" },
      {
        name: "release",
        words: { environment: "web-live" },
        options: { ...acting, release: "r.yml", scaledown: true, name: "n" },
      },
    ],
    [
      "switch web-live --requested-by=ci",
      { USER: "ann" },
      {
        name: "switch",
        words: { environment: "web-live" },
        options: { ...acting, to: undefined, requestedBy: "ci" },
      },
    ],
    [
      "watch web-live --output ndjson",
      {},
      {
        name: "watch",
        words: { environment: "web-live", deployment: undefined },
        options: { ...asking, output: "ndjson" },
      },
    ],
    ["env list", { SARCELLE_STACK: "ours" }, { name: "env list", words: {}, options: { ...asking, stack: "ours" } }],
    [
      "env list --stack mine",
      { SARCELLE_STACK: "ours" },
      { name: "env list", words: {}, options: { ...asking, stack: "mine" } },
    ],
    [
      "env list --endpoint-url http://127.0.0.1:4566",
      {},
      { name: "env list", words: {}, options: { ...asking, endpointUrl: "http://127.0.0.1:4566" } },
    ],
    [
      "rollback web-live the-switch --accept settled",
      {},
      {
        name: "rollback",
        words: { environment: "web-live", deployment: "the-switch" },
        options: { ...starting, accept: "settled", resume: false },
      },
    ],
    ["inventory replay saved", {}, { name: "inventory replay", words: { path: "saved" }, options: asking }],
    [
      "playground --port 0",
      {},
      {
        name: "playground",
        words: {},
        options: {
          ...{ port: "0", speed: "1", seed: "1", pages: "small", without: "" },
          ...{ images: undefined, template: undefined },
        },
      },
    ],
  ])("'%s' with %j is understood", (line, env, expected) => {
    expect(parsed(line.split(" "), env)).toEqual(expected);
  });

  const refused: readonly (readonly [line: string, says: string])[] = [
    ["deply web-live", "Unknown command 'deply'. Did you mean deploy? See 'sarcelle --help'."],
    ["removed web-live", "Unknown command 'removed'. Did you mean env remove? See 'sarcelle --help'."],
    ["remember web-live", "Unknown command 'remember'. See 'sarcelle --help'."],
    ["env aply web.yml", "Unknown command 'aply'. Did you mean apply? See 'sarcelle env --help'."],
    [
      "env forget web-live",
      "Unknown command 'forget'. There is env check, env apply, env list, env show, env remove. See 'sarcelle env --help'.",
    ],
    [
      "deploy web-live --relase r.yml",
      "Unknown option '--relase'. Did you mean --release? See 'sarcelle deploy --help'.",
    ],
    [
      "switch web-live --side green",
      "Unknown option '--side'. There is --to, --strategy, --override, --reason, --yes, --wait, --requested-by, --name, --output, --json, --stack, --region, --profile, --endpoint-url. See 'sarcelle switch --help'.",
    ],
    ["switch web-live blue", "Too many words: 'blue'. 'switch' takes <environment>. See 'sarcelle switch --help'."],
    ["switch web-live extra words --as-of yesterday --resume", "Unknown option '--as-of'. "],
    ["switch web-live extra words", "Too many words: 'extra words'. "],
    [
      "status web-live --scaledown --accept x --format csv",
      "Unknown option '--scaledown'. There is --output, --json, --stack, ",
    ],
    ["inventory everything", "Too many words: 'everything'. 'inventory' takes no words. "],
    ["status", "Missing: the environment's name. See 'sarcelle status --help'."],
    ["diff web-live", "Missing: the name of the other. See 'sarcelle diff --help'."],
    ["deploy web-live", "Missing: --release FILE or --release-of DEPLOYMENT|ENV. See 'sarcelle deploy --help'."],
    ["deploy web-live --release", "Option '--release FILE' argument missing. See 'sarcelle deploy --help'."],
    ["deploy web-live --release --wait", "--release needs its FILE; what follows is the option --wait. "],
    ["switch web-live --wait=yes", "Unknown option '--wait=yes'. "],
    ["inventory --side red", "--side red: expected one of blue, green. See 'sarcelle inventory --help'."],
    ["switch web-live --to red", "--to red: expected one of blue, green. See 'sarcelle switch --help'."],
    ["inventory --format xml", "--format xml: expected one of table, csv, ansible, prometheus-sd. "],
    ["inventory --type server", "--type server: expected one of instance, auto-scaling-group, load-balancer, "],
    [
      "plan web-live promote",
      "<action> promote: expected one of upgrade, deploy, switch, scaledown, release, retire, rolling-update, rollback. ",
    ],
    [
      "rollback web-live --resume --accept settled",
      "--resume and --accept exclude each other: go on with the rollback, or give it up. ",
    ],
    ["rollback web-live --accept settled --wait", "--accept and --wait exclude each other: "],
    ["inventory --json --format csv", "--json and --format exclude each other: "],
    ["versions --as-of 2025-01-02 --believed-at 2025-01-02", "--as-of and --believed-at exclude each other: "],
    ["history web-live --resource web-green", "<environment> and --resource exclude each other: "],
    ["env list --json --output ndjson", "--json is short for --output json: give one of them. "],
    ["env list --output xml", "--output xml: expected one of text, json, ndjson. "],
    ["env list --json extra", "Too many words: 'extra'. "],
    [
      "inventory --release 2 replay saved",
      "Unknown option '--release'. There is --output, --json, --stack, --region, --profile, --endpoint-url. See 'sarcelle inventory replay --help'.",
    ],
    [
      "playground --json",
      "Unknown option '--json'. There is --port, --speed, --seed, --pages, --without, --images, --template. ",
    ],
    ["--wait", "Unknown option '--wait'. "],
  ];
  it.each(refused)("'%s' is refused: %s", (line, says) => {
    expect(() => parsed(line.split(" "))).toThrow(UsageError);
    expect(() => parsed(line.split(" "))).toThrow(says);
  });

  it.each([
    { line: "", code: 2 },
    { line: "--help", code: 0 },
    { line: "env", code: 2 },
    { line: "env --help", code: 0 },
    { line: "rollback --help", code: 0 },
    { line: "rollback web-live --resume --accept x --help", code: 0 },
  ])("'$line' prints help, and exits $code", ({ line, code }) => {
    const argv = line.split(" ").filter((word) => word !== "");
    expect(parseArguments(argv, commands, {})).toEqual({ help: expect.stringContaining("Usage: sarcelle "), code });
  });

  it.each([80, 120])("the list of commands fits a terminal of %d columns, with what each does", (columns) => {
    const asked = parseArguments(["--help"], commands, {}, columns);
    const [list = ""] = ("help" in asked ? asked.help : "").split("\nExamples:");
    expect(list).toContain("rolling-update <environment>");
    // One that takes more room than there is for the commands has a line to itself.
    expect(
      list.split("\n").filter((line) => line.length > columns || /^ {2}\S.*\S {2,}\S/.test(line.slice(columns - 20))),
    ).toEqual([]);
  });
});

/** Any value of an option or a word that is no option itself. */
const value = fc.string({ minLength: 1 }).filter((text) => !text.startsWith("-"));

const aCommand = fc.constantFrom(...commands);

/** The words that a command needs, and its options that it cannot do without. */
const leastOf = (
  { name, words, options, exclusions }: Command,
  text: string,
  beside: string | undefined = undefined,
): readonly string[] => [
  ...name,
  ...Object.values(words).flatMap(({ optional, choices }) => (optional ? [] : [choices?.[0] ?? text])),
  ...Object.entries(options).flatMap(([option, { required }]) => (required ? [flagOf(option), text] : [])),
  ...exclusions.flatMap(({ of: [one = "", ...others], required }) =>
    required && beside !== one && !others.includes(beside ?? "") ? [flagOf(one), text] : [],
  ),
];

describe("every command", () => {
  it("takes each of its options, with any value, before its name and after its words", async () => {
    await fc.assert(
      fc.property(aCommand, value, value, fc.boolean(), (command, word, text, before) => {
        for (const [name, option] of Object.entries(command.options)) {
          const least = leastOf(command, word, name);
          const given = option.choices?.[0] ?? text;
          const typed = option.value === undefined ? [flagOf(name)] : [flagOf(name), given];
          const { options } = parsed(before ? [...typed, ...least] : [...least, ...typed]);
          const { option: means = name, value: said = option.value === undefined ? true : given } =
            option.isShortFor ?? {};
          expect(options[means]).toBe(said);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("refuses each option that only others have, and one word too many", () => {
    const all = [...new Set(commands.flatMap(({ options }) => Object.keys(options)))];
    for (const command of commands) {
      const least = leastOf(command, "x");
      for (const option of all.filter((name) => !(name in command.options)))
        expect(() => parsed([...least, flagOf(option), "x"]), `${command.name.join(" ")} ${option}`).toThrow(
          `Unknown option '${flagOf(option)}'.`,
        );
      const words = [...command.name, ...Object.values(command.words).map(({ choices }) => choices?.[0] ?? "x")];
      const required = least.slice(least.findIndex((word) => word.startsWith("--"))).slice(0, 2);
      const line = [...words, "y", ...(required[0]?.startsWith("--") ? required : [])];
      expect(() => parsed(line), line.join(" ")).toThrow("Too many words: 'y'.");
    }
  });

  it("needs every word that may not be left out", () => {
    for (const command of commands.filter(({ words }) => Object.values(words).some(({ optional }) => !optional))) {
      const options = leastOf({ ...command, words: {} }, "x");
      expect(() => parsed(options), command.name.join(" ")).toThrow(/^Missing: /);
    }
  });
});
