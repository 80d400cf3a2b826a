import { announceProgress } from "../../src/aws/announce.ts";
import { approvalSight } from "../../src/aws/approval-sight.ts";
import { autoScaling, dynamoDb, eventBridge, loadBalancing } from "../../src/aws/clients.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { awaitApproval } from "../../src/deployment/steps/await-approval.ts";
import type { Progressed } from "../../src/inventory/events/announced.ts";

const table = mainTable(dynamoDb());
const events = eventBridge();
const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

const tell = (progressed: Progressed) =>
  announceProgress(progressed, { events, clock: systemClock, stack: table.name });

export const handler = lookingHandler(awaitApproval, { approval: approvalSight(table, clients, tell) });
