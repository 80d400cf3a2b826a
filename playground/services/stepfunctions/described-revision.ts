import type { Revision } from "./interpreter/execution.ts";

/** What a state machine has without asking for it: no logs, no tracing, AWS's own key. */
const defaults = {
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: "AWS_OWNED_KEY" },
} as const;

/** A state machine, as it is or as an execution began with it, without its dates. */
export const describedRevision = ({ arn, name, definitionText, roleArn, revisionId }: Revision) => ({
  stateMachineArn: arn,
  name,
  definition: definitionText,
  roleArn,
  revisionId,
  ...defaults,
});
