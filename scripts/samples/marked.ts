/** Where a document shows a sample: between two markers, in a fenced block. */

const marked = /<!-- sample: ([\w-]+) -->\n[\s\S]*?<!-- end of sample -->/g;
const fenced = /^```\w*\n([\s\S]*?)\n```$/m;

/** What programs print, by the name under which documents show it. */
export type Samples = Readonly<Record<string, string>>;

/** The document with each of the samples in its place. Throws where it wants one that there is not. */
export const withSamples = (document: string, samples: Samples): string =>
  document.replaceAll(marked, (_, name: string) => {
    const sample = samples[name];
    if (sample === undefined)
      throw new Error(`No sample is called '${name}'. There are: ${Object.keys(samples).join(", ")}.`);
    return `<!-- sample: ${name} -->\n\`\`\`\n${sample.trimEnd()}\n\`\`\`\n<!-- end of sample -->`;
  });

/** The samples that a document shows; an empty text where there is none yet. */
export const samplesIn = (document: string): Samples =>
  Object.fromEntries([...document.matchAll(marked)].map(([all, name = ""]) => [name, fenced.exec(all)?.[1] ?? ""]));
