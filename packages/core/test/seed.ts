/** The seed of this run's random tests: another each time, printed in their titles, and given by SEED to repeat one. */
export const seed: number = Number(process.env["SEED"] ?? Math.floor(Math.random() * 0x7fff_ffff));
