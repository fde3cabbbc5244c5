import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * What the compilation of other classes can depend on in a class: all of it but the code of its
 * methods, what comes with that, private methods, and the values of private constants. While this
 * stays the same, nobody else has to be compiled anew. Constants that the compiler writes into
 * other classes are values of fields, and so belong to it; private fields do too, since they hide
 * those of supertypes.
 */
final class Declarations {
  /** What a class has that no other can name. */
  static final String NONE = "-";

  private static final ClassFile NEW_POOL =
      ClassFile.of(
          ClassFile.ConstantPoolSharingOption.NEW_POOL, ClassFile.DebugElementsOption.DROP_DEBUG);

  private Declarations() {}

  /** The same for two classes with the same declarations. */
  static String of(byte[] bytes) {
    ClassModel model = NEW_POOL.parse(bytes);
    if (model.findAttribute(Attributes.enclosingMethod()).isPresent()) {
      return NONE;
    }
    return Digest.of(
        NEW_POOL.transformClass(
            model,
            (builder, element) -> {
              switch (element) {
                case MethodModel method when isHidden(method.flags()) -> {}
                case MethodModel method ->
                    builder.transformMethod(
                        method, MethodTransform.dropping(CodeAttribute.class::isInstance));
                case FieldModel field when field.flags().has(AccessFlag.SYNTHETIC) -> {}
                case FieldModel field when field.flags().has(AccessFlag.PRIVATE) ->
                    builder.transformField(
                        field, FieldTransform.dropping(ConstantValueAttribute.class::isInstance));
                case InnerClassesAttribute inner -> {
                  List<InnerClassInfo> own =
                      inner.classes().stream().filter(info -> isOfNest(model, info)).toList();
                  if (!own.isEmpty()) {
                    builder.with(InnerClassesAttribute.of(own));
                  }
                }
                case NestMembersAttribute _, SourceFileAttribute _ -> {}
                case ClassElement other -> builder.with(other);
              }
            }));
  }

  /** Another class compiles the same whether such a method is there or not. */
  private static boolean isHidden(AccessFlags flags) {
    return flags.has(AccessFlag.SYNTHETIC) || flags.has(AccessFlag.PRIVATE);
  }

  /** The attribute also lists classes that only the code mentions, and those without a name. */
  private static boolean isOfNest(ClassModel model, InnerClassInfo info) {
    String name = model.thisClass().asInternalName();
    return info.innerClass().asInternalName().equals(name)
        || info.outerClass().filter(outer -> outer.asInternalName().equals(name)).isPresent();
  }
}
