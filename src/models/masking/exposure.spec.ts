import { describe, expect, it } from '@jest/globals';
import { exposureOf, isOwnNetwork, providerAddress } from './exposure.js';

const PUBLIC = 'https://api.example.com/v1';
const OWN = 'http://10.0.0.7:8000/v1';
const given = { id: '1', types: null, reason: 'A contract on processing', createdBy: 'user:1' };

describe(isOwnNetwork.name, () => {
  it.each([
    ['http://127.0.0.1:11434/v1', true],
    ['http://[::1]/v1', true],
    ['http://localhost:8000/v1', true],
    ['http://192.168.1.20/v1', true],
    ['https://8.8.8.8/v1', false],
    // What a name stands for may change.
    ['http://llm.internal/v1', false],
    [PUBLIC, false],
  ])('knows of %s: %s', (url, own) => {
    expect(isOwnNetwork(url)).toBe(own);
  });
});

describe(providerAddress.name, () => {
  it('is the same for all spellings of one address, and another for another port or scheme', () => {
    const spellings = ['https://API.example.com:443/v1', 'https://api.example.com/other/', PUBLIC];
    expect(new Set(spellings.map(providerAddress))).toEqual(new Set(['https://api.example.com']));
    expect(providerAddress('http://api.example.com:8080/v1')).toBe('http://api.example.com:8080');
  });
});

describe(exposureOf.name, () => {
  it('is nothing unless an admin says so', () => {
    for (const masking of [undefined, 'on', 'off'] as const)
      expect(exposureOf({ baseUrl: PUBLIC, masking }, [])).toBeNull();
    for (const masking of [undefined, 'on'] as const) expect(exposureOf({ baseUrl: OWN, masking }, [])).toBeNull();
    expect(exposureOf({ baseUrl: OWN, masking: 'off' }, [])).toMatchObject({ types: 'all', by: 'settings' });
  });

  it('is nothing where the settings of the model say so', () => {
    expect(exposureOf({ baseUrl: PUBLIC, masking: 'on' }, [given])).toBeNull();
  });

  it('is what the exemptions say together, with their reasons', () => {
    const phones = { ...given, id: '2', types: ['phone', 'email'] as const };
    const emails = { ...given, id: '3', types: ['email'] as const };
    expect(exposureOf({ baseUrl: PUBLIC }, [phones, emails])).toEqual({
      types: ['email', 'phone'],
      by: 'exemption',
      exemptions: [
        { id: '2', reason: given.reason, createdBy: 'user:1' },
        { id: '3', reason: given.reason, createdBy: 'user:1' },
      ],
    });
    expect(exposureOf({ baseUrl: PUBLIC }, [phones, given])).toMatchObject({ types: 'all' });
  });
});
