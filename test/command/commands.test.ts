import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../command/arguments.ts";
import { type Command, exitCodesText, flagOf, usageOf } from "../../command/command.ts";
import { inventoryCommand } from "../../command/commands/inventory.ts";
import { planCommand } from "../../command/commands/plan.ts";
import { commands } from "../../command/commands.ts";
import { exitCodes } from "../../command/exit-codes.ts";
import { resourceFormats } from "../../command/questions/resources.ts";
import { commandBlocks, exitCodeBlocks } from "../../command/reference.ts";
import { actions } from "../../src/deployment/request.ts";

const folder = join(import.meta.dirname, "../../command/commands");

/** Wide enough that nothing is wrapped. */
const helpOf = (...argv: readonly string[]): string => {
  const asked = parseArguments([...argv, "--help"], commands, {}, 500);
  return "help" in asked ? asked.help : "";
};

const nameOf = ({ name }: Command) => name.join(" ");

describe("the commands", () => {
  it("are those of the files in commands/", () => {
    const files = readdirSync(folder).map((file) => file.replace(".ts", ""));
    expect(commands.map(({ name }) => name.join("-")).toSorted()).toEqual(files.toSorted());
  });

  it("exclude only words and options that they have", () => {
    for (const { name, words, options, exclusions } of commands)
      for (const { of } of exclusions)
        expect([...Object.keys(words).map((word) => `<${word}>`), ...Object.keys(options)], name.join(" ")).toEqual(
          expect.arrayContaining([...of]),
        );
  });

  it("give examples that they understand", () => {
    for (const command of commands)
      for (const example of command.examples) {
        const argv = [...example.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
        expect(argv.shift()).toBe("sarcelle");
        expect(parseArguments(argv, commands, {}), example).toMatchObject({ command: { name: command.name } });
      }
  });

  it("offer the choices that there are: actions, and formats", () => {
    expect(planCommand.words.action.choices).toEqual([...actions, "rolling-update", "rollback"]);
    expect(inventoryCommand.options.format.choices).toEqual(Object.keys(resourceFormats));
  });
});

describe("help", () => {
  it("of all names each command, what it does, and the exit codes", () => {
    const help = helpOf();
    for (const command of commands) {
      expect(help).toContain(`\n  ${usageOf(command)} `);
      expect(help).toContain(command.says);
    }
    expect(help).toContain(
      "Exit codes: 0 done, 1 the deployment did not succeed, 2 the command or its input is wrong, 3 AWS could not be asked, 4 the deployment goes on, and is not followed any more.",
    );
  });

  it.each(commands.map((command) => ({ name: nameOf(command), command })))(
    "of '$name' names its words, options, examples and exit codes",
    ({ command }) => {
      const help = helpOf(...command.name);
      const { name, words, options, examples, exitCodes } = command;
      expect(help).toMatch(new RegExp(`^Usage: sarcelle ${name.join(" ")} `));
      for (const said of [
        ...Object.entries(words),
        ...Object.entries(options).map(([key, each]) => [flagOf(key), each]),
      ])
        expect(help).toMatch(new RegExp(`^ {2}${(said as [string])[0]} `, "m"));
      for (const { says } of [...Object.values(words), ...Object.values(options)]) expect(help).toContain(says);
      for (const example of examples) expect(help).toContain(`\n  ${example}\n`);
      expect(help).toContain(`Exit codes: ${exitCodesText(exitCodes)}.`);
    },
  );
});

describe("the reference page", () => {
  const page = commandBlocks(commands).join("\n\n");

  it("has a section for each command, with its words, options and examples", () => {
    for (const { name, words, options, examples } of commands) {
      const section = page.split(/^##+ /m).find((each) => each.startsWith(`${name.join(" ")}\n`)) ?? "";
      for (const word of Object.keys(words))
        expect(section).toMatch(new RegExp(`^\\| \`[<[]${word}[>\\]]\` \\| .`, "m"));
      for (const option of Object.keys(options))
        expect(section).toMatch(new RegExp(`^\\| \`${flagOf(option)}[ \`]`, "m"));
      for (const example of examples) expect(section).toContain(`    ${example}\n`);
    }
  });

  it("has a table of all exit codes, with which every command ends", () => {
    const table = exitCodeBlocks.join("\n\n");
    const codes = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code);
    expect(codes).toEqual(Object.values(exitCodes).map(String));
    for (const { name, exitCodes: own } of commands)
      expect(codes, name.join(" ")).toEqual(expect.arrayContaining(Object.keys(own)));
  });

  it("says in a table's cell what stands between bars", () => {
    expect(page).toContain("| `--resource NAME\\|ID\\|ARN` | from the inventory: ");
  });
});

it("a command's file says what the command is, and imports what does the work only once that is asked for", () => {
  for (const file of readdirSync(folder))
    for (const [, specifier = ""] of readFileSync(join(folder, file), "utf8").matchAll(/^import .* from "([^"]+)"/gm))
      expect(specifier, file).toMatch(
        /^(\.\.\/(ask|command|exit-codes|options|usage-error)|\.\/[a-z-]+|\.\.\/\.\.\/src\/inventory\/model)\.ts$/,
      );
});
