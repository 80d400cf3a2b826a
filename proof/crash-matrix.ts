/**
 * Breaks every mutating call that Sarcelle makes, one at a time, in every way unless it is like another one, those of the rollback of every
 * action too, and stops every execution in every state; then looks whether the world is as before, or, where the deployment truly succeeded,
 * as it should be after. Virtual time, no network.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { copyOfTemplate } from "../scripts/packaged-template.ts";
import { stagedActions } from "./crash-matrix/actions.ts";
import { runMatrix } from "./crash-matrix/matrix.ts";

const help = `Usage: npm run crash-matrix -- [--action NAME] [--call TEXT] [--fault TEXT] [--thorough] [--json]

  --action NAME   only this action: ${Object.keys(stagedActions).join(", ")}
  --call TEXT     only calls, or states, whose name contains the text: moveTraffic, undoChanges, ModifyListener, "#2"
  --fault TEXT    only faults whose name contains the text: error, throttle, lost-response, crash, latency, once, for good, StopExecution
  --thorough      break every call in every way, also those that are like others, which break in one way each, in turn, otherwise
  --json          print one JSON document

Exit codes: 0 every case ended in the state before or truthfully in the state after; 1 some did not, or a request failed.
`;

const { values } = parseArgs({
  options: {
    action: { type: "string" },
    call: { type: "string", default: "" },
    fault: { type: "string", default: "" },
    thorough: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const main = async (): Promise<number> => {
  if (values.help || (values.action !== undefined && !(values.action in stagedActions))) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const summary = await runMatrix(
    {
      actions: values.action === undefined ? Object.keys(stagedActions) : [values.action],
      call: values.call,
      fault: values.fault,
      extent: values.thorough ? "thorough" : "in turn",
    },
    await copyOfTemplate(tell),
    availableParallelism(),
    tell,
  );
  if (values.json) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
  else {
    const { cases, inRollbacks, restored, rolledForward, conflicts, failedRequests, notRestored } = summary;
    const undoing = Object.entries(inRollbacks).map(([action, count]) => `${action} ${count}`);
    process.stdout.write(
      `${cases} cases: ${restored} restored, ${rolledForward} rolled forward, ${notRestored.length} in neither state; ${conflicts} conflicts, ${failedRequests} failed requests.\nIn rollbacks of: ${undoing.join(", ") || "none"}.\n`,
    );
    for (const { action, call, fault, diff } of notRestored)
      process.stdout.write(`\n${action}: ${call}: ${fault}\n${diff.map((line) => `  ${line}\n`).join("")}`);
  }
  return summary.notRestored.length === 0 && summary.failedRequests === 0 ? 0 : 1;
};

process.exitCode = await main();
