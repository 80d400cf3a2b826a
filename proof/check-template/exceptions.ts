/** What the scanners say of the packaged template and we leave as it is, each with its reason. What none of them says any more goes. */

export interface Exception {
  readonly tool: "cfn-lint" | "checkov";
  readonly rule: string;
  /** Of which resources, by their logical ids. */
  readonly of: RegExp;
  readonly reason: string;
}

const ofFunctions = /LambdaFunction$/;

export const exceptions: readonly Exception[] = [
  {
    tool: "cfn-lint",
    rule: "W3005",
    of: /(LambdaFunction|StateMachine)$/,
    reason:
      "The packaging writes DependsOn beside the GetAtt that says the same. It is one word too many, and wrong nowhere.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_115",
    of: ofFunctions,
    reason:
      "Concurrency is not reserved: an account may have too little of it for a deployment to succeed, and sweeps are held to one by a lease, invocations by a queue's event source.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_116",
    of: ofFunctions,
    reason:
      "States are called by Step Functions, which waits for their answer; consumers of queues have the queue's dead letters; what rules start is repeated every quarter of an hour whatever became of the last.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_117",
    of: ofFunctions,
    reason:
      "They call AWS's APIs alone, for which a VPC would need NAT or endpoints. What calls servers, runChecks, is put into one by whoever has them there: docs/operate.md.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_119",
    of: /^(Inventory)?Table$/,
    reason:
      "Encrypted with AWS's own key, at no cost. A key of yours is a decision of yours, with a price and a policy.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_158",
    of: /LogGroup$/,
    reason: "CloudWatch Logs encrypts them with its own key. The same is so.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_173",
    of: ofFunctions,
    reason: "Lambda encrypts them with its own key, and there are names and numbers in them, no secrets.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_26",
    of: /Topic$/,
    reason:
      "EventBridge cannot publish to a topic that is encrypted with AWS's key for SNS, and chats and mail need no more rights than they have. Nothing of a resource's contents is told.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_27",
    of: /Queue$/,
    reason:
      "Encrypted with SQS's own key (SqsManagedSseEnabled); the rule asks for a key of KMS. The same is so as of the tables.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_18",
    of: /^ServerlessDeploymentBucket$/,
    reason: "It holds the packaged code for the time of a deployment; its log would need another bucket.",
  },
  {
    tool: "checkov",
    rule: "CKV_AWS_21",
    of: /^ServerlessDeploymentBucket$/,
    reason: "Each deployment has a folder of its own in it; a version of a file is never written over.",
  },
];
