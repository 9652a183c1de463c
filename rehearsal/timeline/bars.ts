const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Draws each value as a bar of up to `rows` lines; the first line is the top. A value above 0 is always seen. */
export function bars(values: readonly number[], maximum: number, rows: number): string[] {
  const heights = values.map((value) => {
    if (value <= 0 || maximum <= 0) return 0;
    return Math.min(rows * 8, Math.max(1, Math.round((value / maximum) * rows * 8)));
  });
  return Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * 8;
    return heights.map((height) => EIGHTHS[Math.min(8, Math.max(0, height - below))] ?? " ").join("");
  });
}
