/** The zones of the region: three, as most have at least. */
export const zonesOf = (region: string): readonly string[] => ["a", "b", "c"].map((letter) => `${region}${letter}`);

/** The id of a zone, which AWS shortens from the region's name: `eu-west-1a` may be `euw1-az1`. */
export const zoneIdOf = (zone: string): string => {
  const [, area = "", direction = "", number = "", letter = ""] = /^(\w+)-(\w+)-(\d)(\w)$/.exec(zone) ?? [];
  const short = direction.replaceAll(/(n)orth|(s)outh|(e)ast|(w)est|(c)entral/g, (word) => word.slice(0, 1));
  return `${area}${short}${number}-az${letter.charCodeAt(0) - 96}`;
};

/** What AWS calls the regions, in the long names of their zones. */
export const regionNames: Readonly<Record<string, string>> = { "eu-west-1": "Europe (Ireland)" };
