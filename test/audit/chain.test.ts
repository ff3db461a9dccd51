import { inject } from 'vitest';
import { testStore } from '../support/test-store.ts';
import { chainSuite } from './chain-suite.ts';

chainSuite(testStore, inject('postgres') ? 25 : 60);
