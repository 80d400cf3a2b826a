/**
 * `npm run bench:console`: what the console's page weighs, how soon it shows what happens, and what it asks of AWS for that, in the browser
 * of the tests. First with snapshots that are made, then beside a deployment in a playground that runs at the speed of the clock.
 */
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { aligned } from "../../command/formats/table.ts";
import { startBrowser } from "../../console/test/browser.ts";
import { copyOfTemplate } from "../../scripts/packaged-template.ts";
import { startWatchedService } from "../console/watched-service.ts";
import { budgets, type LiveFigures, missedByPage, missedLive, type PageFigures } from "./console/budgets.ts";
import { liveFigures } from "./console/live-figures.ts";
import { pageFigures } from "./console/page-figures.ts";

const help = `Usage: npm run bench:console -- [--page-only] [--json]

  --page-only  not beside a deployment: seconds instead of minutes
  --json       print one JSON document

Exit codes: 0 each budget was kept, 1 not, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    "page-only": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const ms = (figure: number) => `${Math.round(figure)} ms`;

const pageRows = ({ kilobytes, answers, foreignRequests, firstPaint, answerToScreen, render }: PageFigures) => [
  ["the page, compressed", `${kilobytes} KB`, `${budgets.kilobytes} KB`],
  ["answers that it comes in", String(answers), "1"],
  ["requests to others", String(foreignRequests), "0"],
  ...firstPaint.map(({ width, page, empty }) => [
    `first paint at ${width} px`,
    ms(page),
    `${budgets.firstPaint} × ${ms(empty)}`,
  ]),
  ["from the poll's answer to the screen (p95)", ms(answerToScreen), ms(budgets.answerToScreen)],
  ["500 entries rendered", ms(render.entries500), ms(budgets.render)],
  ["200 environments rendered", ms(render.environments200), ms(budgets.render)],
];

const liveRows = ({ changeToScreen, running, idle, moveSeenAfter, beside }: LiveFigures) => [
  [
    `from the change to the screen (p95 of ${changeToScreen.changes})`,
    ms(changeToScreen.p95),
    ms(budgets.changeToScreen),
  ],
  ["calls in the fullest minute of a deployment", String(running.all), String(budgets.running.all)],
  ["of them of Elastic Load Balancing", String(running.balancing), String(budgets.running.balancing)],
  ["calls in the fullest minute in which nothing runs", String(idle.all), String(budgets.idle)],
  ["from the move of traffic to the screen", ms(moveSeenAfter), ""],
  ["'sarcelle status' every 5 s: calls in the fullest minute", String(beside.running.all), ""],
  ["'sarcelle status' every 5 s: from the move to its words", ms(beside.moveSeenAfter), ""],
];

const measured = async () => {
  const server = await startBrowser();
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await pageFigures(browser);
    if (values["page-only"]) return { page, live: null };
    const template = await copyOfTemplate((line) => process.stderr.write(`${line}\n`));
    const timeouts = { empty: 600, healthy: 900, rollback: 1_800, hold: 60 };
    const service = await startWatchedService({ template, speed: 1, registered: { bake: { seconds: 30 }, timeouts } });
    try {
      return { page, live: await liveFigures(browser, service) };
    } finally {
      await service.stop();
    }
  } finally {
    await server.close();
  }
};

const main = async (): Promise<number> => {
  const { page, live } = await measured();
  const missed = [...missedByPage(page), ...(live === null ? [] : missedLive(live))];
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ page, live, missed }, undefined, 2)}\n`);
  } else {
    const rows = [...pageRows(page), ...(live === null ? [] : liveRows(live))];
    const lines = [aligned(["", "measured", "at most"], rows), ...missed.map((line) => `missed: ${line}`)];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  return missed.length === 0 ? 0 : 1;
};

if (values.help) process.stdout.write(help);
else process.exitCode = await main();
