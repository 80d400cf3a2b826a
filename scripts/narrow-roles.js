// A plugin of the framework: takes out of the packaged roles what the framework and its other plugins put in and nobody needs, names the
// roles that may be passed on and the hooks that may be called, and says in one statement what may be said in one.

/** The role that the framework makes for functions without one of their own; here each has its own. */
const shared = "IamRoleLambdaExecution";

/**
 * Lambda needs it for a log group that is not there. The stack makes each, and one that an invocation made anew after the stack was
 * deleted would be in the way of the next.
 */
const notNeeded = "logs:CreateLogGroup";

const withoutMakingLogGroups = (statement) =>
  Array.isArray(statement.Action)
    ? { ...statement, Action: statement.Action.filter((action) => action !== notNeeded) }
    : statement;

const roleArn = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** The roles of the parameter `passRoles`, ARNs with commas between; `none` are none. Throws for what is no role's ARN. */
const rolesIn = (parameter) => {
  if (parameter === "none") return [];
  const arns = parameter.split(/\s*,\s*(?=arn:)/).map((arn) => arn.trim());
  const wrong = arns.find((arn) => !roleArn.test(arn));
  if (wrong !== undefined)
    throw new Error(`The parameter passRoles has '${wrong}'; expected ARNs of roles, with commas between, or none.`);
  return arns;
};

/** A statement on roles to pass names them one by one; without any there is no statement. */
const onPassableRoles = (statement) => {
  if (![statement.Action].flat().includes("iam:PassRole")) return [statement];
  const Resource = rolesIn(statement.Resource);
  return Resource.length === 0 ? [] : [{ ...statement, Resource }];
};

const calling = ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"];
const functionArn = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w-]+)?$/;

/** The functions of the parameter `hooks`, ARNs with commas between; `none` are none. Throws for what is no function's ARN. */
const hooksIn = (parameter) => {
  if (parameter === "none") return [];
  const arns = parameter.split(",").map((arn) => arn.trim());
  const wrong = arns.find((arn) => !functionArn.test(arn));
  if (wrong !== undefined)
    throw new Error(`The parameter hooks has '${wrong}'; expected ARNs of functions, with commas between, or none.`);
  return arns;
};

/**
 * A statement on functions to call names the hooks one by one. A machine's task whose function is only known when it runs has none in the
 * list that the framework makes; if it made "any function" of that, it is refused.
 */
const onHooks = (statement) => {
  if (![statement.Action].flat().every((action) => calling.includes(action))) return statement;
  if (statement.Resource === "*")
    throw new Error("A state machine may call any function: give its task's Arguments as one expression.");
  if (!Array.isArray(statement.Resource)) return statement;
  return {
    ...statement,
    Resource: statement.Resource.flatMap((each) =>
      typeof each === "string" ? hooksIn(each) : each === null || each === undefined ? [] : [each],
    ),
  };
};

const actionsOf = ({ Action }) => [Action].flat();

/**
 * What allows more calls of the same under the same conditions is one statement with it: all policies of a role together have 10,240
 * characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const inOne = (statements) => {
  const merged = new Map();
  for (const statement of statements) {
    const { Action: _, ...ground } = statement;
    const key = JSON.stringify(Object.entries(ground).sort());
    const same = merged.get(key);
    const Action = same && [...new Set([...actionsOf(same), ...actionsOf(statement)])];
    merged.set(key, same === undefined ? statement : { ...statement, Action });
  }
  return [...merged.values()];
};

/** Changes the template's resources, and throws if the shared role is anybody's. */
export const narrowRoles = (resources) => {
  delete resources[shared];
  if (JSON.stringify(resources).includes(`"${shared}"`))
    throw new Error(`A resource names ${shared}: give its function iamRoleStatements of its own.`);
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== "AWS::IAM::Role") continue;
    for (const { PolicyDocument } of Properties.Policies ?? [])
      PolicyDocument.Statement = inOne(
        PolicyDocument.Statement.map(withoutMakingLogGroups).map(onHooks).flatMap(onPassableRoles),
      );
  }
};

export default class NarrowRoles {
  constructor(serverless) {
    const { service } = serverless;
    // After serverless-iam-roles-per-function, which makes the roles in the same hook from the shared one.
    this.hooks = {
      "before:package:finalize": () => narrowRoles(service.provider.compiledCloudFormationTemplate.Resources),
    };
  }
}
