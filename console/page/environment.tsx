/** The page of one environment: who gets the traffic, whether that is well, what runs, and what one can do. */
import type { EnvironmentSnapshot } from "../snapshot.ts";
import { AlarmsPart, ApprovalPart, FindingsPart, FreshnessPart, HoldPart } from "./around.tsx";
import { ChangesPart } from "./changes.tsx";
import { HistoryPart } from "./history.tsx";
import { PlaygroundPart } from "./playground.tsx";
import { RailPart } from "./rail.tsx";
import { SidesPart } from "./sides.tsx";
import { Steering } from "./steering.tsx";
import { TrafficPart } from "./traffic.tsx";
import { Runbook, VerdictPart } from "./verdict.tsx";

/** Everything of one environment, in the order of the eye. */
export const EnvironmentPage = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => (
  <main class="environment">
    <h1 class="aloud">{snapshot.environment.name}</h1>
    <div class="top">
      <VerdictPart snapshot={snapshot} />
      <Steering snapshot={snapshot} />
    </div>
    <ApprovalPart snapshot={snapshot} />
    <Runbook deployment={snapshot.deployment.value} />
    <SidesPart snapshot={snapshot} />
    <TrafficPart panel={snapshot.traffic} sides={snapshot.sides.value ?? []} />
    <RailPart rail={snapshot.rail} deployment={snapshot.deployment.value} environment={snapshot.environment} />
    <ChangesPart panel={snapshot.deployment} environment={snapshot.environment.name} />
    <div class="around">
      <AlarmsPart panel={snapshot.alarms} />
      <FindingsPart panel={snapshot.findings} environment={snapshot.environment.name} />
      <HoldPart panel={snapshot.hold} />
      <FreshnessPart panel={snapshot.freshness} />
      <PlaygroundPart snapshot={snapshot} />
    </div>
    <HistoryPart snapshot={snapshot} />
  </main>
);
