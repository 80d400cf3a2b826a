import { approvalSight } from "../../src/aws/approval-sight.ts";
import { autoScaling, dynamoDb, loadBalancing } from "../../src/aws/clients.ts";
import { lookingHandler } from "../../src/aws/step-handler.ts";
import { mainTable } from "../../src/aws/table.ts";
import { awaitApproval } from "../../src/deployment/steps/await-approval.ts";

const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };

export const handler = lookingHandler(awaitApproval, { approval: approvalSight(mainTable(dynamoDb()), clients) });
