import type { Maker } from './maker.js';

function checkDigit(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

export function resident(make: Maker, foreigner: boolean): string {
  const century = make.chance(0.25) ? 2000 : 1900;
  const year = century === 2000 ? make.two(0, 19) : make.two(40, 99);
  const born = `${year}${make.two(1, 12)}${make.two(1, 28)}`;
  const sex = foreigner
    ? make.pick(century === 2000 ? ['7', '8'] : ['5', '6'])
    : make.pick(century === 2000 ? ['3', '4'] : ['1', '2']);
  const body = `${born}${sex}${make.digits(5)}`;
  const remainder = checkDigit(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  return `${body}${(foreigner ? 13 - remainder : 11 - remainder) % 10}`;
}

export function business(make: Maker): string {
  const body = `${make.int(1, 9)}${make.digits(8)}`;
  const sum = checkDigit(body, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor((Number(body[8]) * 5) / 10);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export function corporate(make: Maker): string {
  const body = `1${make.pick(['1', '2', '3'])}${make.digits(10)}`;
  return `${body}${(10 - (checkDigit(body, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10)) % 10}`;
}

export function luhn(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export function grouped(digits: string, sizes: readonly number[], separator: string): string {
  let from = 0;
  return sizes
    .map((size) => digits.slice(from, (from += size)))
    .filter((part) => part !== '')
    .join(separator);
}
