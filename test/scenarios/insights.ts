/** As much of CloudWatch Logs Insights' language as our saved queries have: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: { readonly QueryString?: string } }>
  >;
}

/** The saved queries of a template, by logical name. */
export const queriesIn = ({ Resources }: Template): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(Resources).flatMap(([name, { Type, Properties }]) =>
      Type === "AWS::Logs::QueryDefinition" ? [[name, Properties.QueryString ?? ""]] : [],
    ),
  );

const fieldOf = (line: unknown, name: string): unknown =>
  name
    .split(".")
    .reduce<unknown>((value, member) => (value as Readonly<Record<string, unknown>> | undefined)?.[member], line);

/** Whether a line passes one condition. Throws for what is not known here. */
const passes = (condition: string, line: unknown): boolean => {
  const [, name = "", equal, listed] = /^([@\w.]+) (?:= "([^"]*)"|in \[([^\]]*)\])$/.exec(condition.trim()) ?? [];
  if (equal !== undefined) return fieldOf(line, name) === equal;
  if (listed !== undefined) return (JSON.parse(`[${listed}]`) as unknown[]).includes(fieldOf(line, name));
  throw new Error(`The condition '${condition}' is not one that is known here.`);
};

/** Whether the query's filter lets a line through, and the line has each field that is named for it; statistics' fields are Insights' own. */
export const selects =
  (query: string) =>
  (line: unknown): boolean => {
    const commands = query.split("\n").map((command) => command.replace(/^\| /, ""));
    const filters = commands.filter((command) => command.startsWith("filter "));
    if (filters.length !== 1) throw new Error(`The query has ${filters.length} filters:\n${query}`);
    return (filters[0] ?? "")
      .slice("filter ".length)
      .split(" and ")
      .every((condition) => passes(condition, line));
  };
