import { autoScaling, cloudWatch, dynamoDb, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { observe } from "../../src/aws/observe.ts";
import { observeLive } from "../../src/aws/observe-live.ts";
import { environmentOf, type Run } from "../../src/aws/run.ts";
import { readSnapshot } from "../../src/aws/snapshot-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { activeSide } from "../../src/deployment/traffic.ts";
import { fingerprintDifferences, liveFingerprint } from "../../src/deployment/upgrade/live-fingerprint.ts";
import { previewUpgrade } from "../../src/deployment/upgrade/steps.ts";
import { LiveSideChanged } from "../../src/errors.ts";

const clients = { autoScaling: autoScaling(), cloudWatch: cloudWatch(), ec2: ec2(), loadBalancing: loadBalancing() };
const table = mainTable(dynamoDb());

/** Proves that the live configuration is, ownership tags aside, what it was; answers what became of each of its fields. */
export const handler = async (run: Run) => {
  const environment = await environmentOf(table, run);
  const live = await observeLive(clients, environment);
  const before = await readSnapshot(table, run);
  const differences = fingerprintDifferences(before, liveFingerprint(live, environment));
  if (differences.length > 0)
    throw new LiveSideChanged(
      `The live side is not what it was when the upgrade began: ${differences.join("; ")}. Somebody changed it meanwhile; upgrade again once it is settled.`,
    );
  return {
    active: activeSide(await observe(clients, environment)),
    liveSide: "unchanged",
    report: previewUpgrade(live, environment).report,
  };
};
