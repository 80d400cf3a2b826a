// A plugin of the framework: saved queries that name no log groups look at those of all functions, which the framework makes.

/**
 * "You can query up to 50 log groups": https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html
 * A prefix of their names (`SOURCE logGroups(…)`) "is supported only in the AWS CLI and API, not in the CloudWatch console", where people open what is saved:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html
 */
const most = 50;

/** Gives the template's saved queries the log groups that there are; of more than a query may look at, each query is several of about the same size. */
export const nameLogGroups = (resources) => {
  const ofType = (type) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const groups = ofType("AWS::Logs::LogGroup").map(([name]) => ({ Ref: name }));
  const parts = Math.max(1, Math.ceil(groups.length / most));
  const size = Math.ceil(groups.length / parts);
  for (const [id, query] of ofType("AWS::Logs::QueryDefinition")) {
    if (query.Properties.LogGroupNames !== undefined) continue;
    for (let part = 1; part <= parts; part++) {
      const Name = parts === 1 ? query.Properties.Name : `${query.Properties.Name} (${part} of ${parts})`;
      const LogGroupNames = groups.slice((part - 1) * size, part * size);
      resources[part === 1 ? id : `${id}${part}`] = {
        ...query,
        Properties: { ...query.Properties, Name, LogGroupNames },
      };
    }
  }
};

export default class QueryLogGroups {
  constructor(serverless) {
    this.hooks = {
      "after:aws:package:finalize:mergeCustomProviderResources": () =>
        nameLogGroups(serverless.service.provider.compiledCloudFormationTemplate.Resources),
    };
  }
}
