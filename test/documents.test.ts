/** The documents say what the code is: every name that a person may meet stands in its reference page, and no other does. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { resourceFormats } from "../command/questions/resources.ts";
import { acts } from "../proof/story/acts.ts";
import { reportText } from "../proof/story/report.ts";
import { machineErrors, thrownErrors } from "../scripts/reference/errors.ts";
import { namedEvents, ownEvents } from "../scripts/reference/events.ts";
import { formatUses } from "../scripts/reference/formats.ts";
import { machines } from "../scripts/reference/machines.ts";
import { measuredMetrics, metrics } from "../scripts/reference/metrics.ts";
import { referencePages } from "../scripts/reference/pages.ts";
import { madeFiles, schemaFiles } from "../scripts/reference/schemas.ts";
import { filesUnder, root, textOf } from "../scripts/reference/sources.ts";
import { documents } from "../scripts/samples/documents.ts";
import { samplesIn, withSamples } from "../scripts/samples/marked.ts";
import { shapeOf } from "../scripts/samples/shape.ts";
import { endOfStory } from "../scripts/samples/story.ts";
import { defaults } from "../src/deployment/defaults.ts";
import * as errors from "../src/errors.ts";
import { rules } from "../src/inventory/findings/rules.ts";
import { deploymentStates } from "../src/notifications/schema.ts";

/** The names that a page's tables list: the code that their lines begin with. */
const listed = (page: string): readonly string[] =>
  [...textOf(`docs/reference/${page}.md`).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);

/** A page without its samples, which only a run can tell. */
const bare = (page: string): string =>
  withSamples(page, Object.fromEntries(Object.keys(samplesIn(page)).map((name) => [name, ""])));

describe("the reference", () => {
  it.each(Object.entries(referencePages))("%s is what 'npm run samples' writes", (path, page) => {
    expect(bare(textOf(path))).toBe(bare(page()));
  });

  it.each(Object.entries(schemaFiles))("%s is the schema that the code has", (path, schema) => {
    expect(JSON.parse(textOf(path))).toEqual(JSON.parse(JSON.stringify(schema())));
  });

  it.each(Object.entries(madeFiles))(
    "%s is what 'npm run samples' makes of the files that are deployed",
    (path, make) => {
      expect(JSON.parse(textOf(path))).toEqual(make());
    },
  );

  it("has no page that is not written so", () => {
    expect(filesUnder("docs/reference", ".md")).toEqual(Object.keys(referencePages).sort());
  });

  it.each(Object.keys(referencePages))("%s says something of everything", (path) => {
    expect(textOf(path).match(/^.*\| +\|.*$/gm) ?? []).toEqual([]);
  });

  it("names every error, and no other", () => {
    const thrown = Object.keys(errors).filter((name) => name !== "Refusal");
    const states = [...machines().values()].flatMap((each) => [...each.values()]);
    const named = states
      .flatMap((state) => [state.Error, (state.Assign?.failure as { readonly Error?: string } | undefined)?.Error])
      .filter((name) => name !== undefined && /^\w+$/.test(name));
    expect(thrownErrors().toSorted()).toEqual(thrown.sort());
    expect(Object.keys(machineErrors).sort()).toEqual([...new Set(named)].sort());
    expect(listed("errors").toSorted()).toEqual([...thrown, ...Object.keys(machineErrors)].sort());
  });

  it("names every state, and no other", () => {
    const names = [...machines().values()].flatMap((states) => [...states.keys()]);
    expect(names.length).toBeGreaterThan(40);
    expect(listed("states")).toEqual(names);
  });

  it("names every finding, and no other", () => {
    expect(listed("findings")).toEqual(Object.keys(rules));
  });

  it("names every default, and no other; the example of an environment shows them", () => {
    expect(listed("defaults")).toEqual(Object.keys(defaults));
    const [, example = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(textOf("docs/use.md")) ?? [];
    const { timeouts, bake, keepIdle, checks } = parse(example);
    expect({
      timeouts,
      bakeSeconds: bake.seconds,
      keepIdleHours: keepIdle.hours,
      checkStatus: checks[0].status,
    }).toEqual({
      timeouts: {
        empty: defaults.emptyTimeoutSeconds,
        healthy: defaults.healthyTimeoutSeconds,
        rollback: defaults.rollbackTimeoutSeconds,
        hold: defaults.holdTimeoutSeconds,
      },
      bakeSeconds: defaults.bakeSeconds,
      keepIdleHours: defaults.keepIdleHours,
      checkStatus: defaults.checkStatus,
    });
  });

  it("says of every event, format and metric what it is for, and of no other", () => {
    expect(Object.keys(ownEvents).sort()).toEqual(namedEvents());
    expect(Object.keys(formatUses)).toEqual(Object.keys(resourceFormats));
    expect(Object.keys(metrics)).toEqual(measuredMetrics().map(({ name }) => name));
    const measuring = filesUnder("functions", ".ts").filter((file) => textOf(file).includes("embeddedMetrics("));
    const ofInventory = measuredMetrics().filter(({ namespace }) => namespace === "Sarcelle/Inventory");
    expect(new Set(ofInventory.map(({ by }) => `functions/${by}.ts`))).toEqual(new Set(measuring));
  });
});

describe("the page of failures", () => {
  const headings = [...textOf("docs/failures.md").matchAll(/^### (.*)$/gm)].map(([, heading = ""]) => heading);

  it("says of every error, and of every end of a deployment, what to do, and of no other", () => {
    const onTheirWay = ["started", "awaiting-approval", "approved", "moved", "rolling-back"];
    const ends = deploymentStates
      .filter((state) => !onTheirWay.includes(state))
      .map((state) => state.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()));
    const named = [...thrownErrors(), ...Object.keys(machineErrors), ...ends];
    expect(headings.toSorted()).toEqual([...new Set(named)].sort());
  });

  it("is where the reference of errors leads", () => {
    expect(textOf("docs/reference/errors.md")).toContain("(../failures.md)");
  });
});

describe("the page of costs", () => {
  const tables = textOf("docs/costs.md")
    .split(/\n\n/)
    .filter((part) => part.startsWith("| what"))
    .map((table) =>
      table
        .split("\n")
        .slice(2)
        .map((row) =>
          row
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.replaceAll("*", "").trim()),
        ),
    );
  const digits = (text: string) => text.split(".")[1]?.length ?? 0;

  it("multiplies and adds as it says", () => {
    expect(tables.map((rows) => rows.length)).toEqual([8, 12, 2]);
    for (const rows of tables) {
      const parts = rows.filter(([what]) => what !== "sum");
      for (const [what, count, each, dollars = ""] of parts)
        expect([what, (Number(count) * Number(each)).toFixed(digits(dollars))]).toEqual([what, dollars]);
      const sum = rows.find(([what]) => what === "sum")?.[3];
      const added = parts.reduce((total, [, , , dollars]) => total + Number(dollars), 0);
      if (sum !== undefined) expect(added.toFixed(digits(sum))).toBe(sum);
    }
  });

  it("counts the alarms and schedules that are deployed", () => {
    const perMonth = { "1 hour": 730, "5 minutes": 8_760, "15 minutes": 2_920, "1 day": 30 };
    const alarms = textOf("infrastructure/observability.yml").match(/Type: AWS::CloudWatch::Alarm/g) ?? [];
    const schedules = filesUnder("functions", ".yml").flatMap((file) =>
      [...textOf(file).matchAll(/schedule: rate\((.*)\)/g)].map(([, rate = ""]) => rate as keyof typeof perMonth),
    );
    const counted = (what: string) => Number(tables.flat().find(([first]) => first?.includes(what))?.[1]);
    expect(counted("[alarms]")).toBe(alarms.length);
    expect(schedules.toSorted()).toEqual(["1 day", "1 hour", "1 hour", "15 minutes", "15 minutes", "5 minutes"]);
    expect(counted("hourly sweep")).toBe(perMonth["1 hour"] * 20);
    expect(counted("every 5 minutes")).toBe(perMonth["5 minutes"]);
    expect(counted("every 15 minutes, two")).toBe(2 * perMonth["15 minutes"]);
  });
});

describe("the story's sample", () => {
  const story = textOf("docs/samples/story.txt");

  it("tells every act, and how it went", () => {
    expect([...story.matchAll(/^[1-9]\. (.*)$/gm)].map(([, title]) => title)).toEqual(acts.map(({ title }) => title));
    expect([...story.matchAll(/^ +✓ (.*)$/gm)].map(([, moral]) => moral)).toEqual(acts.map(({ moral }) => moral));
  });

  it("has its end in README", () => {
    expect(samplesIn(textOf("README.md")).story).toBe(endOfStory(story));
  });

  it("ends with the tables that the story ends with", () => {
    const nothing = reportText({
      requests: { total: 0, failed: 0, byVersion: {}, failures: [] },
      deployments: [],
      rollbacks: [],
      versions: { active: "2", idle: null },
      inventory: {
        versions: [],
        history: [],
        disagreements: [],
      },
      locked: null,
      seconds: 0,
    });
    const headings = nothing
      .split("\n")
      .filter((line, index, all) => all[index + 1]?.startsWith("─") || /^[A-Z]/.test(line));
    const lines = shapeOf(story);
    const stale = shapeOf(headings.join("\n")).filter((line) => !lines.includes(line));
    expect(stale).toEqual(["The inventory knows no environment."]);
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

const withPlayground = [...documents(), "playground/README.md"];
const withoutBlocks = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, "");

describe("the documents", () => {
  it.each(withPlayground)("%s links to what there is", (path) => {
    const broken = [...withoutBlocks(textOf(path)).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(
      ([, target = "", anchor]) => {
        const file = target === "" ? path : normalize(join(dirname(path), target));
        if (!existsSync(join(root, file))) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(join(root, file), "utf8")).includes(anchor);
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it.each(withPlayground.filter((path) => path !== "CHANGELOG.md"))("%s names files that there are", (path) => {
    const rooms =
      "src|functions|command|playground|proof|scripts|statemachines|infrastructure|docs|examples|findings|test";
    const named = [...withoutBlocks(textOf(path)).matchAll(new RegExp(`\`((?:${rooms})/[\\w./-]*)\``, "g"))];
    expect(named.map(([, file = ""]) => file).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("the promises name tests that there are", () => {
    const [, promises = ""] = textOf("docs/proof.md").split(/^## The promises$/m);
    const lists = [...promises.replaceAll(/\s+/g, " ").matchAll(/((?:`[\w-]+`(?:, | and )?)+) in `(test\/[\w/]+)`/g)];
    const named = lists.flatMap(([, names = "", folder]) =>
      [...names.matchAll(/`([\w-]+)`/g)].map(([, name]) => `${folder}/${name}`),
    );
    expect(named.length).toBeGreaterThan(15);
    const isThere = (path: string) => existsSync(join(root, `${path}.test.ts`)) || existsSync(join(root, path));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it.each(withPlayground)("%s names scripts that there are", (path) => {
    const scripts = Object.keys(JSON.parse(textOf("package.json")).scripts);
    const named = [...textOf(path).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name.replace(/[:-]$/, ""));
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("README is one page", () => {
    expect(textOf("README.md").split("\n").length).toBeLessThanOrEqual(200);
  });
});
