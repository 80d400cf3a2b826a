/** What instances cost, in words: in hours, since AWS's prices are asked nowhere, and at the prices that are registered. */

/** What so many instances of each type cost a day. */
export const costADay = (instanceTypes: readonly string[], prices: Readonly<Record<string, number>>): string => {
  const types = [...Map.groupBy(instanceTypes, (type) => type)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const priced = types.flatMap(([type, { length }]) =>
    prices[type] === undefined ? [] : [24 * length * prices[type]],
  );
  const without = types.flatMap(([type]) => (prices[type] === undefined ? [type] : []));
  const sum = priced.reduce((all, each) => all + each, 0).toFixed(2);
  return [
    `${types.map(([type, { length }]) => `${length} × ${type}`).join(", ")}: ${24 * instanceTypes.length} instance hours a day`,
    ...(priced.length === 0 ? [] : [`${sum} a day at the registered prices`]),
    ...(priced.length === 0 || without.length === 0 ? [] : [`without ${without.join(", ")}, which has none`]),
  ].join(", ");
};
