/** Lines run for real, beside what the gate said that they would do. */
@NullMarked
package dev.lasso.bench.oracle;

import org.jspecify.annotations.NullMarked;
