/** One seed for all: two models meet the same resamples, also in contests of different days. */
export const SEED = 20_260_101;
