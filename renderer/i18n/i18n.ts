import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { createCatalogue } from '#app/i18n/catalogue';
import { WINDOW } from '#app/i18n/english';
import type { Words } from '#app/i18n/load';
import type {} from '#app/i18n/types';

const ENGLISH: Words = { code: 'en', files: [] };

/** Every text of the window comes from here. */
export const createI18n = (words = ENGLISH): i18n =>
  createCatalogue('window', WINDOW, words, [initReactI18next]);
