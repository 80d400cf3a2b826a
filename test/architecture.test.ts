import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const files = ["src", "functions", "command", "console", "playground", "proof", "scripts", "test"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => normalize(join(folder, file))),
);

/** What a file imports: files of the repository by path, packages by name. Type-only imports marked so do not count at run time. */
const importsOf = (file: string) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^(import|export)( type)? ?[^;]*?from "([^"]+)";/gms)].map(
    ([, , type, specifier = ""]) => ({
      typeOnly: type !== undefined,
      target: specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier,
    }),
  );

const importing = (within: RegExp, what: (target: string, typeOnly: boolean) => boolean) =>
  files
    .filter((file) => within.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ target, typeOnly }) => what(target, typeOnly))
        .map(({ target }) => `${file} imports ${target}`),
    );

/** The playground, by its name or by a path into it. */
const isPlayground = (target: string) => /^(@sarcelle\/)?playground\//.test(target);

describe("the rooms", () => {
  it("are looked at in every file", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(importsOf("functions/blue-green/move-traffic.ts").map(({ target }) => target)).toContain(
      "src/deployment/steps/move-traffic.ts",
    );
  });

  it("the playground imports nothing of the product, and the product nothing of the playground", () => {
    expect(importing(/^playground/, (target) => /^(src|functions|command|proof|scripts|test)\//.test(target))).toEqual(
      [],
    );
    expect(importing(/^(src|functions)/, isPlayground)).toEqual([]);
  });

  it("whoever uses the playground comes in by its door: Node holds a name to the package's exports, and nobody goes around it by a path", () => {
    expect(importing(/^(?!playground\/)/, (target) => target.startsWith("playground/"))).toEqual([]);
  });

  it("only the commands whose work it is start a playground", () => {
    expect(importing(/^command\/(?!playground\.ts$|rehears(al\/|e\.ts$)|snapshot)/, isPlayground)).toEqual([]);
  });

  it("every import goes down: the product is used by its command, both by the proofs, and nothing uses those", () => {
    const stairs = ["src", "functions", "command", "console", "scripts", "proof", "test"];
    const up = (room: string) => new RegExp(`^(${stairs.slice(stairs.indexOf(room) + 1).join("|")})/`);
    const climbing = stairs
      .slice(0, -1)
      // The console's tests in a browser stand in its workspace, and are tests.
      .flatMap((room) => importing(new RegExp(`^${room}/(?!test/)`), (target) => up(room).test(target)));
    // What it starts has the packaged product in it.
    expect(climbing).toEqual([
      // What they serve is the console.
      "command/console.ts imports console/server/moment.ts",
      "command/console.ts imports console/server/start.ts",
      "command/playground.ts imports console/server/serve.ts",
      "command/playground.ts imports console/server/start.ts",
      "command/playground.ts imports scripts/packaged-template.ts",
      "command/rehearse.ts imports scripts/packaged-template.ts",
      // The samples are told by deployments that really run.
      "scripts/samples/told.ts imports proof/simulation/notices.ts",
      "scripts/samples/told.ts imports proof/simulation/sarcelle.ts",
    ]);
  });

  it("the page is the browser's: it imports the libraries that draw it, its own files, how stages are ordered, and types", () => {
    const own = /^(preact(\/hooks)?|@preact\/signals|console\/(page\/.*|stages\.ts))$/;
    expect(importing(/^console\/page\/(?!build\.ts$)/, (target, typeOnly) => !typeOnly && !own.test(target))).toEqual(
      [],
    );
  });

  it("of the console only its actions write: nothing else of it starts, signs, gives up or stores anything", () => {
    const writes =
      /^(startNamed|signWaiting|giveUp|sign|takeOver|closeJournal|acquireLock|writeEnvironment|deleteEnvironment|converge|(Start|Put|Update|Delete|Create|Modify|Set)\w*Command)$/;
    const namesIn = (file: string) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/^import \{([^}]*)\}/gms)].flatMap(([, names = ""]) =>
        names.split(",").map((name) => name.trim()),
      );
    const writing = files
      .filter((file) => /^console\/(?!page\/|test\/)/.test(file))
      .filter((file) => namesIn(file).some((name) => writes.test(name)));
    expect(writing).toEqual(["console/server/actions.ts"]);
  });

  it("only src/aws and src/resources use the AWS SDK at run time", () => {
    const sdk = /^@(aws-sdk|smithy)\//;
    const elsewhere = importing(
      /^(src|functions)\/(?!aws\/|resources\/)/,
      (target, typeOnly) => sdk.test(target) && !typeOnly,
    );
    expect(elsewhere).toEqual([]);
  });

  it("src/deployment decides purely: it imports only decisions, AWS's descriptions as plain values, errors and the libraries of schemas and of cron", () => {
    const pure =
      /^(src\/deployment\/|src\/resources\/described\/|src\/changes\/(change|journal)\.ts$|src\/errors\.ts$|zod$|croner$|node:crypto$)/;
    const impure = (target: string, typeOnly: boolean) => !typeOnly && !pure.test(target);
    expect(importing(/^src\/(deployment|resources\/described)\//, impure)).toEqual([]);
  });
});

describe("file names", () => {
  it("say what is in the file", () => {
    const nameless = files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|index|shared|lib)\.ts$/.test(file));
    expect(nameless).toEqual([]);
  });
});
