/** The zones of the region: three, as most have at least. */
export const zonesOf = (region: string): readonly string[] => ["a", "b", "c"].map((letter) => `${region}${letter}`);
