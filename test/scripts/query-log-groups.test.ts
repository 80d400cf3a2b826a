import { expect, it } from "vitest";

// Plain JavaScript: the framework loads it with the Node.js of whoever deploys.
const { nameLogGroups } = await import(new URL("../../scripts/query-log-groups.js", import.meta.url).href);

interface Query {
  readonly Properties: { readonly Name: string; readonly QueryString: string; readonly LogGroupNames: object[] };
}

const groupsTo = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`Log${n + 1}`, { Type: "AWS::Logs::LogGroup" }]));

const queriesOver = (count: number) => {
  const query = {
    Type: "AWS::Logs::QueryDefinition",
    Properties: { Name: "sarcelle-live/errors", QueryString: "fields a" },
  };
  const resources: Record<string, unknown> = { ...groupsTo(count), Errors: query };
  nameLogGroups(resources);
  return Object.entries(resources).filter(([id]) => id.startsWith("Errors")) as [string, Query][];
};

it.each([
  { count: 0, sizes: [["Errors", "sarcelle-live/errors", 0]] },
  { count: 50, sizes: [["Errors", "sarcelle-live/errors", 50]] },
  {
    count: 51,
    sizes: [
      ["Errors", "sarcelle-live/errors (1 of 2)", 26],
      ["Errors2", "sarcelle-live/errors (2 of 2)", 25],
    ],
  },
])("a saved query over the logs of $count functions is as many as AWS takes", ({ count, sizes }) => {
  const queries = queriesOver(count);
  expect(queries.map(([id, { Properties }]) => [id, Properties.Name, Properties.LogGroupNames.length])).toEqual(sizes);
  expect(queries.flatMap(([, { Properties }]) => Properties.LogGroupNames)).toEqual(
    Object.keys(groupsTo(count)).map((Ref) => ({ Ref })),
  );
  expect(new Set(queries.map(([, { Properties }]) => Properties.QueryString))).toEqual(new Set(["fields a"]));
});

it("a query that names its log groups keeps them", () => {
  const query = { Type: "AWS::Logs::QueryDefinition", Properties: { Name: "one", LogGroupNames: ["a"] } };
  const resources = { ...groupsTo(60), One: query };
  nameLogGroups(resources);
  expect(resources.One).toEqual(query);
});
