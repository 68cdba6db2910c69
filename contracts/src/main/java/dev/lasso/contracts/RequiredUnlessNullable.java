package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/**
 * Has Jackson keep what the types promise: a component of a record that is not {@link Nullable}
 * must be there and must not be null. A component that is appended to a record later is therefore
 * {@code @Nullable}.
 */
final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(member);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated member) {
    return isRequired(member)
        ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
        : super.findSetterInfo(member);
  }

  private static boolean isRequired(Annotated member) {
    if (!(member instanceof AnnotatedParameter parameter)
        || !(parameter.getOwner().getMember() instanceof Executable creator)
        || !creator.getDeclaringClass().isRecord()) {
      return false;
    }
    AnnotatedType type = creator.getAnnotatedParameterTypes()[parameter.getIndex()];
    return !type.isAnnotationPresent(Nullable.class);
  }
}
