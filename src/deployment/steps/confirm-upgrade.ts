import { LiveSideChanged } from "../../errors.ts";
import { twoSided } from "../environment.ts";
import { failed, ready } from "../gates.ts";
import { activeSide } from "../traffic.ts";
import { liveDifferences, liveFingerprint } from "../upgrade/live-fingerprint.ts";
import { previewUpgrade } from "./preview-upgrade.ts";
import { looking } from "./step.ts";

/** Proves that the live configuration is, ownership tags aside, what it was before the upgrade's first change. */
export const confirmUpgrade = looking({
  name: "ConfirmUpgrade",
  looks: ["live", "snapshot", "view"],
  gate: {
    ask: ({ live, snapshot, environment }) => {
      const differences = liveDifferences(
        snapshot,
        liveFingerprint(live, twoSided(environment)),
        twoSided(environment),
      );
      return differences.length === 0
        ? ready("the live side is what it was")
        : failed(
            `The live side is not what it was when the upgrade began: ${differences.join("; ")}. Somebody changed it meanwhile; upgrade again once it is settled.`,
          );
    },
    failure: LiveSideChanged,
  },
  answer: ({ view, live, environment }) => ({
    said: {
      active: activeSide(view),
      liveSide: "unchanged",
      report: previewUpgrade(live, twoSided(environment)).report.map((row) => ({ ...row })),
    },
  }),
});
