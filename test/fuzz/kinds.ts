/** The servers that strangers talk to. */
export const kinds = ["http1", "https", "h2c", "h2", "alpn"] as const;

export type Kind = (typeof kinds)[number];

/** Where a service answers whole: `/text` with this, the others by a digest of what came or went. */
export const text = "answered whole\n";
