// A plugin of the framework: takes out of the packaged roles what the framework and its other plugins put in and nobody needs, and names
// the roles that may be passed on.

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

/** Changes the template's resources, and throws if the shared role is anybody's. */
export const narrowRoles = (resources) => {
  delete resources[shared];
  if (JSON.stringify(resources).includes(`"${shared}"`))
    throw new Error(`A resource names ${shared}: give its function iamRoleStatements of its own.`);
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== "AWS::IAM::Role") continue;
    for (const { PolicyDocument } of Properties.Policies ?? [])
      PolicyDocument.Statement = PolicyDocument.Statement.map(withoutMakingLogGroups).flatMap(onPassableRoles);
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
