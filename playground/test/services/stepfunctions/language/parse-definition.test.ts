import { expect, test } from "vitest";
import { parseDefinition } from "../../../../services/stepfunctions/language/parse-definition.ts";

const pass = { Type: "Pass", End: true };
const lambda = "arn:aws:states:::lambda:invoke";
const machine = (states: object, more: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: states,
  ...more,
});
const only = (state: object, more: object = {}) => machine({ A: { ...state } }, more);
const task = (more: object) =>
  only({ Type: "Task", Resource: lambda, Arguments: { FunctionName: "f" }, End: true, ...more });
const map = (more: object) =>
  only({ Type: "Map", ItemProcessor: { StartAt: "I", States: { I: pass } }, End: true, ...more });

const findings = (definition: unknown) =>
  parseDefinition(typeof definition === "string" ? definition : JSON.stringify(definition)).diagnostics.map(
    ({ code, message, location }) => `${code}: ${message} at ${location}`,
  );

const schema = "SCHEMA_VALIDATION_FAILED";
const target = "MISSING_TRANSITION_TARGET";
const missing = "PLAYGROUND_NOT_EMULATED";
const jsonata = "UNSUPPORTED_JSONATA_EXPRESSION";

test.each<[why: string, definition: unknown, findings: readonly string[]]>([
  ["an empty definition", {}, [`${schema}: These fields are required: [States, StartAt] at /`]],
  ["a definition that is no object", "[]", [`${schema}: Definition must be a valid JSON object at undefined`]],
  [
    "a machine without QueryLanguage",
    { StartAt: "A", States: { A: pass } },
    [`${missing}: the query language JSONPath: set QueryLanguage to JSONata at /States/A`],
  ],
  [
    "a JSONPath state in a JSONata machine",
    only({ ...pass, QueryLanguage: "JSONPath" }),
    [`${schema}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`],
  ],
  [
    "an unknown query language",
    only({ ...pass, QueryLanguage: "jq" }),
    [`${schema}: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage`],
  ],
  [
    "a field of JSONPath",
    only({ ...pass, ResultPath: "$.a" }),
    [
      `${schema}: The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
    ],
  ],
  ["an unknown field", only({ ...pass, Nxt: "B" }), [`${schema}: Field 'Nxt' is not supported at /States/A/Nxt`]],
  [
    "an unknown top-level field",
    only(pass, { Processor: 1 }),
    [`${schema}: Field 'Processor' is not supported at /Processor`],
  ],
  [
    "a field that the interpreter does not know",
    task({ Credentials: {} }),
    [`${missing}: the field 'Credentials' at /States/A/Credentials`],
  ],
  [
    "an unknown type",
    only({ Type: "Jump" }),
    [
      `${schema}: Value should be one of the following: [Task, Choice, Wait, Pass, Parallel, Map, Succeed, Fail] at /States/A/Type`,
    ],
  ],
  ["a state without Type", only({ End: true }), [`${schema}: These fields are required: [Type] at /States/A`]],
  [
    "both Next and End",
    machine({ A: { ...pass, Next: "B" }, B: pass }),
    [`${schema}: Only one of these fields may be given: [Next, End] at /States/A`],
  ],
  [
    "neither Next nor End",
    only({ Type: "Pass" }),
    [`${schema}: One of these fields is required: [Next, End] at /States/A`],
  ],
  [
    "a start that does not exist",
    machine({ B: pass }),
    [`${target}: Missing 'Next' target: A at /StartAt`, `${target}: State "B" is not reachable. at /States/B`],
  ],
  [
    "a Next that does not exist",
    machine({ A: { Type: "Pass", Next: "Nope" }, B: pass }),
    [`${target}: Missing 'Next' target: Nope at /States/A/Next`, `${target}: State "B" is not reachable. at /States/B`],
  ],
  [
    "a catcher and a choice that lead nowhere",
    machine({
      A: { Type: "Choice", Choices: [{ Condition: true, Next: "X" }], Default: "B" },
      B: {
        Type: "Task",
        Resource: lambda,
        Arguments: { FunctionName: "f" },
        End: true,
        Catch: [{ ErrorEquals: ["E"], Next: "Y" }],
      },
    }),
    [
      `${target}: Missing 'Next' target: X at /States/A/Choices[0]/Next`,
      `${target}: Missing 'Next' target: Y at /States/B/Catch[0]/Next`,
    ],
  ],
  [
    "a graph without end",
    machine({ A: { Type: "Pass", Next: "A" } }),
    ["MISSING_END_STATE: Workflow has no terminal state at undefined"],
  ],
  [
    "a name of more than 80 characters",
    machine({ A: { Type: "Pass", Next: "n".repeat(81) }, ["n".repeat(81)]: pass }),
    [`${schema}: A state's name must have between 1 and 80 characters at /States/${"n".repeat(81)}`],
  ],
  [
    "a name that stands twice",
    only({ Type: "Parallel", Branches: [{ StartAt: "A", States: { A: pass } }], End: true }),
    ["DUPLICATE_STATE_NAME: Duplicate state name: A at /States/A/Branches[0]/States/A"],
  ],
  [
    "a transition out of a branch",
    machine({
      A: { Type: "Parallel", Branches: [{ StartAt: "I", States: { I: { Type: "Pass", Next: "B" } } }], Next: "B" },
      B: pass,
    }),
    [
      `${target}: Missing 'Next' target: B at /States/A/Branches[0]/States/I/Next`,
      "MISSING_END_STATE: Workflow has no terminal state at /States/A/Branches[0]",
    ],
  ],
  [
    "a variable that an outer scope assigns too",
    only({
      Type: "Map",
      Assign: { x: 1 },
      ItemProcessor: { StartAt: "I", States: { I: { ...pass, Assign: { x: 2 } } } },
      End: true,
    }),
    [
      "DUPLICATE_VARIABLE_NAME: The variable name 'x' was already defined in a parent scope. at /States/A/ItemProcessor/States",
    ],
  ],
  [
    "a variable that cannot be named so",
    only({ ...pass, Assign: { states: 1, "a-b": 2 } }),
    [
      `${schema}: Invalid variable name: 'states' at /States/A/Assign/states`,
      `${schema}: Invalid variable name: 'a-b' at /States/A/Assign/a-b`,
    ],
  ],
  [
    "an expression that does not parse",
    only({ ...pass, Output: { v: ["{% 1 + %}"] } }),
    ["INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/v[0]"],
  ],
  [
    "an expression that does not start its string",
    only({ ...pass, Output: " {% 1 %}" }),
    ["INVALID_JSONATA_EXPRESSION: A JSONata expression must start with '{%' and end with '%}' at /States/A/Output"],
  ],
  [
    "a name at the top level of an expression",
    only({ ...pass, Output: "{% $sum(phone.x) %}" }),
    [`${jsonata}: Reference to 'phone' at the top level is not supported. at /States/A/Output`],
  ],
  [
    "a name in a lambda's body",
    only({ ...pass, Output: "{% $map($states.input, function($x) { b }) %}" }),
    [`${jsonata}: Reference to 'b' at the top level is not supported. at /States/A/Output`],
  ],
  [
    "the root of an expression",
    only({ ...pass, Output: "{% $$ %}" }),
    [`${jsonata}: Reference to '$$' is not supported. at /States/A/Output`],
  ],
  [
    "the context of an expression",
    only({ ...pass, Output: "{% $ %}" }),
    [`${jsonata}: Reference to '$' at the top level is not supported. at /States/A/Output`],
  ],
  [
    "$eval",
    only({ ...pass, Output: "{% $eval('1') %}" }),
    [`${jsonata}: Function '$eval' is not supported. at /States/A/Output`],
  ],
  [
    "a result where there is none",
    only({ ...pass, Output: "{% $states.result %}" }),
    [`${jsonata}: Field '$states.result' does not exist. at /States/A/Output`],
  ],
  [
    "an error where there is none",
    task({ Output: "{% $states.errorOutput %}" }),
    [`${jsonata}: Field '$states.errorOutput' does not exist. at /States/A/Output`],
  ],
  [
    "a member that $states does not have",
    task({ Output: "{% $states.outcome %}" }),
    [`${jsonata}: Unknown reserved states field: outcome at /States/A/Output`],
  ],
  [
    "an integration that is not emulated",
    only({ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true }),
    [`${missing}: the task resource 'arn:aws:states:::sqs:sendMessage' at /States/A/Resource`],
  ],
  [
    "an activity",
    only({ Type: "Task", Resource: "arn:aws:states:eu-west-1:111122223333:activity:a", End: true }),
    [`${missing}: the task resource 'arn:aws:states:eu-west-1:111122223333:activity:a' at /States/A/Resource`],
  ],
  [
    "a resource that is none",
    only({ Type: "Task", Resource: "work", End: true }),
    [`${schema}: Value is not a valid resource ARN at /States/A/Resource`],
  ],
  [
    "arguments without a function",
    task({ Arguments: { Payload: {} } }),
    [`${schema}: The field 'FunctionName' is required but was missing at /States/A/Arguments`],
  ],
  [
    "an argument that is not emulated, and one that is none",
    task({ Arguments: { FunctionName: "f", InvocationType: "Event", Payloads: 1 } }),
    [
      `${missing}: the argument 'InvocationType' of lambda:invoke at /States/A/Arguments/InvocationType`,
      `${schema}: The field 'Payloads' is not supported by Step Functions at /States/A/Arguments`,
    ],
  ],
  [
    "a heartbeat as long as the timeout",
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    [`${schema}: HeartbeatSeconds must be smaller than TimeoutSeconds at /States/A/HeartbeatSeconds`],
  ],
  [
    "a timeout of no time",
    task({ TimeoutSeconds: 0 }),
    [`${schema}: Value must be an integer between 1 and 99999999, or a JSONata expression at /States/A/TimeoutSeconds`],
  ],
  [
    "States.ALL among others",
    task({ Retry: [{ ErrorEquals: ["States.ALL", "E"] }] }),
    [`${schema}: States.ALL must appear alone and in the last retrier or catcher at /States/A/Retry[0]/ErrorEquals`],
  ],
  [
    "States.ALL before others",
    task({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }),
    [`${schema}: States.ALL must appear alone and in the last retrier or catcher at /States/A/Retry[0]/ErrorEquals`],
  ],
  [
    "a retrier for nothing",
    task({ Retry: [{ ErrorEquals: [] }] }),
    [`${schema}: Expected a non-empty array of strings at /States/A/Retry[0]/ErrorEquals`],
  ],
  [
    "a retrier out of bounds",
    task({
      Retry: [
        {
          ErrorEquals: ["E"],
          IntervalSeconds: 0,
          BackoffRate: 0.5,
          MaxAttempts: -1,
          MaxDelaySeconds: 0,
          JitterStrategy: "HALF",
        },
      ],
    }),
    [
      `${schema}: Value must be an integer between 1 and 99999999 at /States/A/Retry[0]/IntervalSeconds`,
      `${schema}: Value should be one of the following: [FULL, NONE] at /States/A/Retry[0]/JitterStrategy`,
      `${schema}: Value must be a number not less than 1.0 at /States/A/Retry[0]/BackoffRate`,
      `${schema}: Value must be an integer between 0 and 99999999 at /States/A/Retry[0]/MaxAttempts`,
      `${schema}: Value must be an integer greater than 0 and less than 31622400 at /States/A/Retry[0]/MaxDelaySeconds`,
    ],
  ],
  [
    "a wait without time",
    only({ Type: "Wait", End: true }),
    [`${schema}: Exactly one of these fields is required: [Seconds, Timestamp] at /States/A`],
  ],
  [
    "a time that is none",
    only({ Type: "Wait", Timestamp: "tomorrow", End: true }),
    [`${schema}: Expected an ISO 8601 timestamp at /States/A/Timestamp`],
  ],
  [
    "a retried Choice",
    machine({ A: { Type: "Choice", Choices: [{ Condition: true, Next: "B" }], Retry: [] }, B: pass }),
    [`${schema}: Field 'Retry' is not supported at /States/A/Retry`],
  ],
  [
    "a choice without rules",
    machine({ A: { Type: "Choice", Choices: [], Default: "B" }, B: pass }),
    [`${schema}: The array must not be empty at /States/A/Choices`],
  ],
  [
    "a distributed Map",
    map({
      ItemReader: {},
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "I", States: { I: pass } },
    }),
    [
      `${missing}: the field 'ItemReader' at /States/A/ItemReader`,
      `${missing}: a Map in DISTRIBUTED mode at /States/A/ItemProcessor/ProcessorConfig`,
    ],
  ],
  [
    "a Map that tolerates more than all failures, or as JSONPath has it",
    map({ ToleratedFailurePercentage: 101, ToleratedFailureCountPath: "$.count" }),
    [
      `${schema}: The QueryLanguage is set to 'JSONata', but field 'ToleratedFailureCountPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
      `${schema}: Value must be a number between 0 and 100, or a JSONata expression at /States/A/ToleratedFailurePercentage`,
    ],
  ],
])("refuses %s", (_, definition, expected) => {
  expect(findings(definition)).toEqual(expected);
});

test("tells where a definition stops being JSON", () => {
  const { diagnostics } = parseDefinition("{ not json");
  expect(diagnostics.map(({ code, location }) => ({ code, location }))).toEqual([
    { code: "INVALID_JSON_DESCRIPTION", location: undefined },
  ]);
});

test.each([
  ["names in later steps, predicates, orders and groups", "$states.input.items[price > 3 and $.a].b^(c){d: e}"],
  ["variables that the expression binds", "($x := 1; $f := function($y) { $y.z }; $f($x))"],
  ["values inside a transformation", "$states.input ~> |items|{ 'total': price * n }|"],
  ["its own functions", "[$uuid(), $random(), $parse('1'), $hash('a', 'MD5'), $range(1, 2, 1), $partition([1], 1)]"],
])("accepts %s", (_, expression) => {
  expect(findings(only({ ...pass, Output: `{% ${expression} %}` }))).toEqual([]);
});

test("accepts a JSONata state in a machine without QueryLanguage", () => {
  expect(findings({ StartAt: "A", States: { A: { ...pass, QueryLanguage: "JSONata" } } })).toEqual([]);
});
