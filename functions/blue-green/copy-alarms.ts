import { resourceClients } from "../../src/aws/clients.ts";
import { changingHandler } from "../../src/aws/step-handler.ts";
import { liveSide, madePolicies, madeTargetGroups } from "../../src/aws/upgrade-sights.ts";
import { copyAlarms } from "../../src/deployment/steps/copy-alarms.ts";
import { scalingAlarm } from "../../src/resources/scaling-alarm.ts";

const clients = resourceClients();

export const handler = changingHandler(copyAlarms, {
  look: { live: liveSide(clients), twins: madeTargetGroups(clients), policies: madePolicies(clients) },
  kinds: { "scaling-alarm": scalingAlarm(clients.cloudWatch) },
});
