/** The bar of a critical row, which nothing else in the window has; in the light theme. */
export const MARK = '#d5372e';
