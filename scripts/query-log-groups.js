// A plugin of the framework: saved queries that name no log groups look at those of all functions, which the framework makes.

/** "You can query up to 50 log groups": https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html */
const most = 50;

export default class QueryLogGroups {
  constructor(serverless) {
    this.hooks = {
      "after:aws:package:finalize:mergeCustomProviderResources": () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        const ofType = (type) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
        const groups = ofType("AWS::Logs::LogGroup").map(([name]) => ({ Ref: name }));
        if (groups.length > most)
          throw new Error(
            `Saved queries may look at ${most} log groups, and there are ${groups.length}: leave some out here.`,
          );
        for (const [, { Properties }] of ofType("AWS::Logs::QueryDefinition")) Properties.LogGroupNames ??= groups;
      },
    };
  }
}
