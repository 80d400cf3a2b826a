/** The nearest-rank percentile; 0 of nothing. */
export const percentile = (values: readonly number[], of: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((of / 100) * sorted.length) - 1)] ?? 0;
};
